import { planEdit, type FlowEdit } from '@flowdeck/shared'
import { EXIT, editName } from '../canvas/canvasModel.ts'
import { flushParse } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { edit, refuse } from './edit.ts'
import { refusalOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

/** Removes edges as one undo step. Those that Jina's rules keep stay, and it is said why. */
export function cutEdges(ids: ReadonlySet<string>): void {
  flushParse()
  const { model, parsed } = useDocument.getState()
  const edits: FlowEdit[] = []
  let current = parsed
  let kept: string | null = null
  for (const { id, source, target } of model.edges) {
    if (!ids.has(id)) continue
    if (target === EXIT) {
      kept = t('The answer always comes from the last Executor: wire another one to the response instead.')
      continue
    }
    const wanted: FlowEdit = { type: 'disconnect', from: editName(source), to: editName(target) }
    const outcome = planEdit(current, wanted)
    if ('refused' in outcome) kept = refusalOf(outcome)
    else {
      edits.push(wanted)
      current = outcome.parsed
    }
  }
  if (edits.length > 0) {
    const label = t('cut {{count}} edges', { count: edits.length })
    if (edit(edits, { label }).ok) ui.announce(t('Cut {{count}} edges.', { count: edits.length }))
  }
  if (kept !== null) refuse(kept)
}
