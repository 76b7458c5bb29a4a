import { FlowError } from '@flowdeck/shared'

/** Whether a file name is one of a Flow: JSON is YAML. The positions of nodes lie beside it in `.layout.json`. */
export const isFlowFile = (name: string) => /\.(?:ya?ml|json)$/i.test(name) && !/\.layout\.json$/i.test(name)

const SKIPPED = new Set(['node_modules', 'dist', '__pycache__', 'venv'])
/** Whether a file or folder of this name is looked into at all. */
export const isSkipped = (name: string) => name.startsWith('.') || SKIPPED.has(name)

/**
 * Checks a workspace-relative path with forward slashes, e.g. `hello/flow.yml`.
 * @throws FlowError BAD_REQUEST, FORBIDDEN
 */
export function checkFlowId(id: string): string {
  const parts = id.split('/')
  if (
    /[\0\\:]/.test(id) ||
    id.startsWith('/') ||
    parts.some((part) => part === '..' || part === '.' || part === '')
  )
    throw new FlowError('FORBIDDEN', `"${id}" is not a path within the workspace`)
  if (parts.some((part) => part.startsWith('.')))
    throw new FlowError('FORBIDDEN', `"${id}" is a hidden file; Flows are not kept there`)
  if (!isFlowFile(id))
    throw new FlowError(
      'BAD_REQUEST',
      `"${id}" is not the name of a Flow: it must end in .yml, .yaml or .json`,
    )
  return id
}
