import type { YamlValue } from '../../value/yamlValue.ts'
import type { ExecutorSpec } from '../../model/flowModel.ts'
import { hasVariable } from '../../yaml/variables.ts'
import { pythonText } from '../../value/pythonText.ts'

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

/**
 * Reads `volumes`: a list or one text; `host:container`, `name:container`, or a path alone. An absolute one is in the container; of another, which
 * is of the machine, the container has the last part below its root (Jina 3.x: `--volumes`).
 */
export function mountsOf({ args, name }: ExecutorSpec): Mount[] {
  return [args['volumes'] ?? []].flat().map((entry: YamlValue): Mount => {
    const { first, target, mode } = splitEntry(pythonText(entry))
    if (target !== undefined)
      return VOLUME_NAME.test(first)
        ? { kind: 'named', source: first, target, mode }
        : { kind: 'host', source: asFolder(first), target, mode }
    if (hasVariable(first)) return { kind: 'variable', source: first, target: '', mode: null }
    if (first.startsWith('/')) return { kind: 'own', source: name, target: first, mode: null }
    return { kind: 'host', source: asFolder(first), target: `/${lastPart(first) || name}`, mode: null }
  })
}

/** `C:` is the drive of a path, where another colon or a backslash follows: `v:/x` names what is mounted at `/x`. */
function splitEntry(entry: string): { first: string; target: string | undefined; mode: string | null } {
  const [, drive = '', rest = ''] = /^([A-Za-z]:(?=\\|\/[^:]*:))?(.*)$/s.exec(entry) ?? []
  const [first = '', target, mode = null] = rest.split(':')
  return { first: drive + first, target, mode }
}

const asFolder = (path: string) => (/^(?:[./~$]|[A-Za-z]:)/.test(path) ? path : `./${path}`)
const lastPart = (path: string) =>
  path.split(/[\\/]/).findLast((part) => !/^(?:\.{0,2}|~|[A-Za-z]:)$/.test(part)) ?? ''

/** Everything else is a folder: Docker and Compose take no other names, and none of one letter. */
const VOLUME_NAME = /^[a-zA-Z0-9][\w.-]+$/

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
