import { labelOf, type FlowEdit } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

/** What pressing a problem's fix will do, in words: "Set port to 24775". */
export function fixLabel(edits: readonly unknown[]): string {
  const [first] = edits as readonly FlowEdit[]
  if (!first || edits.length > 1) return t('Fix')
  if (first.type === 'setField' && ['string', 'number', 'boolean'].includes(typeof first.value))
    return t('Set {{key}} to {{value}}', { key: first.key, value: String(first.value) })
  return labelOf(first, t)
}
