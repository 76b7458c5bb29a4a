import type { FlowRun } from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

/** The state of a run in a word. */
export const RUN_WORDS: Record<FlowRun['state'], string> = {
  starting: t('starting'),
  ready: t('ready'),
  degraded: t('degraded'),
  stopping: t('stopping'),
  stopped: t('stopped'),
  failed: t('failed'),
}
