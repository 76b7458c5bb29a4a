import type { Severity } from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

/** How grave a problem is, in a word. */
export const SEVERITY_WORDS: Record<Severity, string> = {
  error: t('error'),
  warning: t('warning'),
  info: t('info'),
}
