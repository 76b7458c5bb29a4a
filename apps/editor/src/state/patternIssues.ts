import { checkPatterns, type FlowIssue, type ParsedFlow } from '@flowdeck/shared'
import { toCanvas } from '../canvas/canvasModel.ts'
import { useDocument } from './documentStore.ts'

/** Adds the issues of `$regex` patterns to the Flow that is open, and to each reading of it from now on. */
export function watchPatterns(): () => void {
  add(useDocument.getState().parsed)
  return useDocument.subscribe(({ parsed }, before) => {
    if (parsed !== before.parsed) add(parsed)
  })
}

function add(parsed: ParsedFlow): void {
  const found = checkPatterns(parsed).filter((issue) => !parsed.issues.some((known) => isSame(known, issue)))
  if (found.length === 0) return
  const next = { ...parsed, issues: [...parsed.issues, ...found] }
  const model = toCanvas(next)
  useDocument.setState({ parsed: next, ...(model ? { model } : {}) })
}

const isSame = (a: FlowIssue, b: FlowIssue) => a.code === b.code && a.message === b.message
