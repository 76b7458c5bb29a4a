import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'
import type { Python, PythonSearch } from './findPython.ts'

/** `v1` before docarray 0.30, `v2` since: their Documents are different messages. */
export function generationOf({ docarray }: Python): DocarrayGeneration | null {
  const [major = 0, minor = 0] = (docarray ?? '').split('.').map(Number)
  return docarray === null ? null : major === 0 && minor < 30 ? 'v1' : 'v2'
}

/**
 * The interpreter for an Executor: the first that has Jina and the docarray that its source is written for.
 * @throws FlowError PYTHON_NOT_FOUND with what was looked at and what to do
 */
export function choosePython(
  { found, broken }: PythonSearch,
  source: string,
  wanted: DocarrayGeneration | null,
): Python {
  const withJina = found.filter(({ jina }) => jina !== null)
  const python = withJina.find((candidate) => wanted === null || generationOf(candidate) === wanted)
  if (python) return python
  const looked = [...found.map(describe), ...broken]
  const need = wanted === null ? 'Jina' : `Jina and docarray ${wanted}`
  const because = wanted !== null && withJina.length > 0 ? ' (its imports say so)' : ''
  throw new FlowError(
    'PYTHON_NOT_FOUND',
    `${source} needs a Python with ${need}${because}, and none was found. Looked at: ${looked.join('; ') || 'no Python at all is on the PATH'}.`,
    { details: { docarray: wanted ?? 'v1' } },
  )
}

function describe({ path, version, jina, docarray }: Python): string {
  const has =
    jina === null ? 'without jina' : `jina ${jina}, ${docarray ? `docarray ${docarray}` : 'without docarray'}`
  return `${path} (Python ${version}, ${has})`
}
