import type { ExecutorSpec, YamlValue } from '../flow/flowModel.ts'
import { findVariables } from '../yaml/variables.ts'
import { pythonText } from '../flow/pythonText.ts'

/** One entry of `volumes`, in whichever of its meanings it was written. */
export interface Mount {
  /**
   * A folder of the machine, a volume by its name, one that the Executor has for itself, or a variable that holds the whole entry (then the
   * target is empty).
   */
  kind: 'host' | 'named' | 'own' | 'variable'
  source: string
  /** Path in the container. */
  target: string
  /** `ro`, `z`…; null when none is written. */
  mode: string | null
}

/** Reads `volumes`: a list or one text; `host:container`, `name:container`, or a path in the container alone. */
export function mountsOf({ args, name }: ExecutorSpec): Mount[] {
  return [args['volumes'] ?? []].flat().map((entry: YamlValue) => {
    const [first = '', target, mode = null] = pythonText(entry).split(':')
    if (target === undefined) {
      const variable = findVariables(first)[0]?.text === first
      return variable
        ? { kind: 'variable', source: first, target: '', mode: null }
        : { kind: 'own', source: name, target: first, mode: null }
    }
    if (VOLUME_NAME.test(first)) return { kind: 'named', source: first, target, mode }
    return { kind: 'host', source: /^[./~$]/.test(first) ? first : `./${first}`, target, mode }
  })
}

/** Everything else is a folder: Docker and Compose take no other names. */
const VOLUME_NAME = /^[a-zA-Z0-9][\w.-]*$/

/** Where an Executor keeps its data in a container when it is not told, or told a path of the machine that exports. */
const WORKSPACE = '/app/.cache/jina'

/** The workspace in the container: an absolute one as it is, a relative one below `/app`. */
export function containerWorkspace(workspace: YamlValue | undefined): string {
  if (typeof workspace !== 'string' || workspace === '') return WORKSPACE
  if (workspace.startsWith('/')) return workspace
  const parts = workspace.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  return parts.length > 0 ? `/app/${parts.join('/')}` : WORKSPACE
}

/** Whether a mount holds the path. */
export function covers(mounts: readonly Mount[], path: string): boolean {
  return mounts.some(
    ({ kind, target }) =>
      kind !== 'variable' && (path === target || path.startsWith(`${target.replace(/\/$/, '')}/`)),
  )
}
