import { FlowError, isPythonIdentifier } from '@flowdeck/shared'
import { GATEWAY_CLASSES } from '../python/readPythonExecutors.ts'
import { resolveUses, type ResolvedPython, type UsesRequest } from './resolveUses.ts'

/**
 * Finds the Gateway class that `uses` of the Gateway names: Python, as for Jina (a class with `py_modules`, a file, a folder with
 * config.yml), or one of Jina's own.
 * @throws FlowError EXECUTOR_NOT_FOUND, UNSUPPORTED for TypeScript and images
 */
export async function resolveGateway(request: UsesRequest): Promise<ResolvedPython> {
  const { uses } = request
  if (typeof uses === 'string' && GATEWAY_CLASSES.includes(uses))
    return { kind: 'python', file: null, className: uses, config: null, modules: [] }
  const resolved = await resolveUses(request).catch((thrown: unknown) => {
    throw isClassAlone(request) ? withoutModule(String(uses), thrown) : thrown
  })
  switch (resolved.kind) {
    case 'python':
      return resolved
    case 'module':
      throw new FlowError(
        'UNSUPPORTED',
        `${resolved.file} is no Gateway: Gateway classes are Python's (they extend jina.Gateway). Flowdeck's own Gateway takes title, cors, expose_endpoints and the like; for more, write a server of your own that uses Client from @flowdeck/runtime`,
      )
    case 'container':
      throw new FlowError(
        'UNSUPPORTED',
        `images (docker://${resolved.image}) are not started by this version of Flowdeck. Name the Gateway class and its file instead`,
      )
    case 'pass':
      throw new FlowError('EXECUTOR_NOT_FOUND', `uses "${String(uses)}" is no Gateway`)
  }
}

function isClassAlone({ uses, pyModules }: UsesRequest): boolean {
  return typeof uses === 'string' && isPythonIdentifier(uses) && (pyModules ?? null) === null
}

function withoutModule(className: string, cause: unknown): FlowError {
  return new FlowError(
    'EXECUTOR_NOT_FOUND',
    `uses names the Gateway class "${className}", but no module: set py_modules to the Python file that has it, e.g. "py_modules: gateway.py"`,
    { cause },
  )
}
