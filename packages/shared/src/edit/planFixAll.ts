import type { ParsedFlow } from '../model/flowModel.ts'
import type { IssueCode } from '../model/issueCodes.ts'
import type { FlowEdit } from '../model/flowEdit.ts'
import { planEdit } from './planEdit.ts'

/** So many problems are fixed at once; each costs a reading of the text. */
const MOST = 200

/**
 * Collects the edits that fix every problem with a code, each by its first fix, to be applied in this order. Each fix is
 * taken from the text as the one before leaves it. Ends early where a fix is refused or leaves as many problems as before.
 */
export function planFixAll(parsed: ParsedFlow, code: IssueCode): FlowEdit[] {
  const edits: FlowEdit[] = []
  let now = parsed
  while (edits.length < MOST) {
    const fixable = findFixable(now, code)
    const [fix] = fixable
    if (!fix) break
    const after = carryOut(now, fix)
    if (!after || findFixable(after, code).length >= fixable.length) break
    edits.push(...fix)
    now = after
  }
  return edits
}

function findFixable(parsed: ParsedFlow, code: IssueCode): FlowEdit[][] {
  return parsed.issues
    .filter((issue) => issue.code === code)
    .flatMap(({ fixes }) => (fixes?.[0] ? [fixes[0].edits] : []))
}

/** The Flow after some edits; null when one of them is refused. */
function carryOut(parsed: ParsedFlow, edits: readonly FlowEdit[]): ParsedFlow | null {
  let now = parsed
  for (const edit of edits) {
    const outcome = planEdit(now, edit)
    if ('refused' in outcome) return null
    now = outcome.parsed
  }
  return now
}
