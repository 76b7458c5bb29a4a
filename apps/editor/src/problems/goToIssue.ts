import { GATEWAY, visibleText, type FlowIssue } from '@flowdeck/shared'
import { ENTRY } from '../canvas/canvasModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { middleEllipsis } from '../ui/shorten.ts'
import { t } from '../i18n/t.ts'

/** Node, field and line of a problem in words, e.g. `encoder · needs · line 12`. */
export function placeOf({ executor, path, range, code }: FlowIssue): string {
  const field = path.findLast((step) => typeof step === 'string')
  const parts = [
    executor === GATEWAY ? t('Gateway') : executor && middleEllipsis(visibleText(executor), 60),
    typeof field === 'string' && field !== 'executors' && field !== executor
      ? middleEllipsis(field, 60)
      : undefined,
    t('line {{line}}', { line: range.line }),
    code,
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}

/** Selects the node, shows the line, and puts the cursor into the field, if the form has it. */
export function goToIssue(issue: FlowIssue): void {
  const { model } = useDocument.getState()
  const node = issue.executor === GATEWAY ? ENTRY : issue.executor
  const known = node === ENTRY || model.executors.some((card) => card.name === node)
  if (node !== undefined && known) {
    select([node])
    ui.reveal([node])
  } else select([])
  const { panels } = useUi.getState()
  const field = fieldOf(issue)
  const broken = useDocument.getState().broken
  if (broken || !known || field === null) ui.showPanel('yaml')
  if (broken || panels.yaml || !known || field === null)
    ui.revealLine(issue.range.line, issue.range.column, broken || field === null || !known)
  if (field !== null && known && !broken) ui.focusField(field)
}

function fieldOf({ path, executor }: FlowIssue): string | null {
  const [root, second, third, fourth] = path
  if (root === 'gateway' || (executor === undefined && root === 'with'))
    return typeof second === 'string' ? second : null
  if (third === 'with' && typeof fourth === 'string') return fourth
  return typeof third === 'string' ? third : null
}
