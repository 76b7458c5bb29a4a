import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { reconnectNow } from './connection/connect.ts'
import { useLive } from './state/useLive.ts'
import './live.css'
import { t } from '../i18n/t.ts'

/** Says that the server cannot be heard, that edits are kept meanwhile, and when the next attempt is. */
export function ConnectionBanner() {
  const connection = useLive((state) => state.connection)
  const message = useLive((state) => state.connectionMessage)
  const retryAt = useLive((state) => state.retryAt)
  if (connection === 'open' || connection === 'connecting') return null
  return (
    <div className="live-banner" role="alert" data-connection={connection}>
      <Unplug aria-hidden />
      {connection === 'refused' ? (
        <span>{message}</span>
      ) : (
        <>
          <span>
            {message ?? t('The connection to the Flowdeck server was lost.')}{' '}
            {t('What the nodes show may be outdated; your edits are kept in this browser.')}
          </span>
          <Countdown until={retryAt} />
          <button type="button" className="btn small" onClick={reconnectNow}>
            {t('Try now')}
          </button>
        </>
      )}
    </div>
  )
}

function Countdown({ until }: { until: number | null }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const seconds = until === null ? 0 : Math.ceil((until - now) / 1000)
  return (
    <span className="live-countdown" aria-hidden>
      {seconds > 0 ? t('Next attempt in {{seconds}} s', { seconds }) : t('Connecting…')}
    </span>
  )
}
