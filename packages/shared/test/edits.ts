import { parseFlow } from '../src/read/parseFlow.ts'
import { diffText } from '../src/edit/text/diffText.ts'
import type { EditOutcome, FlowEdit } from '../src/model/flowEdit.ts'
import { planEdit } from '../src/edit/planEdit.ts'

/** A chain of three with comments: what most edits are tried on. */
export const CHAIN = `# My Flow
jtype: Flow
executors:
  - name: a   # the first
    uses: a.ts

  # b does the work
  - name: b
    uses: b.ts
  - name: c
`

/** The outcome of some edits, one after the other. @throws Error with the reason when one is refused */
export function apply(text: string, ...edits: FlowEdit[]): EditOutcome {
  let last: EditOutcome = { text, splices: [], parsed: parseFlow(text), added: [], renamed: {}, label: '' }
  for (const edit of edits) {
    const outcome = planEdit(parseFlow(last.text), edit)
    if ('refused' in outcome) throw new Error(outcome.refused)
    last = outcome
  }
  return last
}

/** Why an edit is refused. */
export function refusal(text: string, edit: FlowEdit): string {
  const outcome = planEdit(parseFlow(text), edit)
  return 'refused' in outcome ? outcome.refused : `not refused: ${outcome.text}`
}

/** The lines that went (`-`) and came (`+`). */
export const changed = (before: string, after: string) =>
  diffText(before, after).flatMap(({ before: gone, after: come }) => [
    ...gone.map((line) => `-${line}`),
    ...come.map((line) => `+${line}`),
  ])
