import type { RequestResponse } from '@flowdeck/shared'
import { CircleX } from 'lucide-react'
import { isError } from '../state/sentRequest.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  response: RequestResponse
  onSelectExecutor: ((name: string) => void) | undefined
}

/** What an Executor threw: its name, the error, the stack. */
export function FailureCard({ response, onSelectExecutor }: Props) {
  const route = response.routes.find(({ status }) => status !== null && isError(status))
  const status = response.status && isError(response.status) ? response.status : (route?.status ?? null)
  if (!status) return null
  // Jina names the class in the status; the Executor's name in the Flow is only in the route.
  const { exception } = status
  const executor = route?.executor ?? exception?.executor ?? null
  const stack = exception?.stacks.join('').trim() ?? ''
  return (
    <section className="live-failure" role="alert">
      <header>
        <CircleX aria-hidden />
        <strong>{executor ? t('{{name}} failed', { name: executor }) : t('The request failed')}</strong>
        {exception?.executor && exception.executor !== executor && (
          <span className="chip">{exception.executor}</span>
        )}
        {route && onSelectExecutor && (
          <button type="button" className="btn small" onClick={() => onSelectExecutor(route.executor)}>
            {t('Show the node')}
          </button>
        )}
      </header>
      <p>
        {exception ? (
          <>
            <code>{exception.name}</code> {exception.args.join(', ')}
          </>
        ) : (
          status.description
        )}
      </p>
      {stack && (
        <details open>
          <summary>{t('Stack')}</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
    </section>
  )
}
