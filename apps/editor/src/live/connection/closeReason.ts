import { CLOSE } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

export type AfterClose = { retry: true } | { retry: false; message: string }

/** What a closed WebSocket means: come back, or stop and say why (P2, and a revoked token). */
export function afterClose(code: number, reason: string): AfterClose {
  if (code === CLOSE.UNAUTHORIZED)
    return {
      retry: false,
      message: t(
        'The access token is no longer valid. Open the address that the server printed when it started.',
      ),
    }
  if (code === CLOSE.VERSION)
    return {
      retry: false,
      message:
        reason === 'server-too-old'
          ? t('The server is older than this page. Update and restart the server, then reload.')
          : t('This page is older than the server. Reload the page.'),
    }
  return { retry: true }
}
