import type { RequestResponse } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

/** How many documents an answer had, those included that were too many for this page. */
export const countOf = ({ docs, leftOut }: RequestResponse) => docs.length + (leftOut?.docs ?? 0)

export const documentCount = (n: number) => t('{{count, number}} documents', { count: n })
