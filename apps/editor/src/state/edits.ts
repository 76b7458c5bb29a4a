import { labelOf, planEdit, type EditRefusal, type FlowEdit, type ParsedFlow } from '@flowdeck/shared'
import { keepFlow } from './readFlow.ts'
import { t } from '../i18n/t.ts'

export interface EditsDone {
  text: string
  added: string[]
  /** First name → last name. */
  renamed: Record<string, string>
  label: string
}

/** Carries out several edits one after the other, each on the text that the one before it left; all or none. */
export function planEdits(parsed: ParsedFlow, edits: readonly FlowEdit[]): EditsDone | EditRefusal {
  let current = parsed
  const done: EditsDone = { text: parsed.text, added: [], renamed: {}, label: '' }
  for (const edit of edits) {
    const outcome = planEdit(current, edit)
    if ('refused' in outcome) return outcome
    done.text = outcome.text
    done.added.push(...outcome.added)
    for (const [from, to] of Object.entries(outcome.renamed)) {
      const first = Object.entries(done.renamed).find(([, name]) => name === from)?.[0] ?? from
      done.renamed[first] = to
    }
    done.label ||= labelOf(edit, t)
    current = outcome.parsed
  }
  if (current !== parsed) keepFlow(current)
  return done
}
