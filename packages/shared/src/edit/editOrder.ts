import { requireExecutor, type DraftItem, type FlowDraft } from './text/flowDraft.ts'
import { sentence } from '../words/sentence.ts'
import { CannotWrite } from './text/textSlots.ts'

const answering = (items: readonly DraftItem[]) =>
  items.findLast(({ name, floating }) => name !== null && !floating)?.name

/**
 * Moves an Executor's entry one place up or down in the list. What waits for what stays as it is; a move after which
 * another Executor would answer is refused.
 */
export function moveInList(draft: FlowDraft, name: string, by: -1 | 1): FlowDraft {
  requireExecutor(draft, name)
  const at = draft.items.findIndex((item) => item.name === name)
  const items = [...draft.items]
  const [moved] = items.splice(at, 1)
  if (!moved || at + by < 0 || at + by > items.length)
    throw new CannotWrite(
      by < 0
        ? sentence('"{{name}}" is the first of the list.', { name })
        : sentence('"{{name}}" is the last of the list.', { name }),
    )
  const after = items.toSpliced(at + by, 0, moved)
  const answers = answering(draft.items)
  if (answering(after) !== answers)
    throw new CannotWrite(
      sentence('"{{name}}" answers because it is the last; link another Executor to the response instead.', {
        name: answers ?? '',
      }),
    )
  return { ...draft, items: after }
}
