import { Unplug } from 'lucide-react'
import { useKeyWords } from '../../actions/keyboard.ts'
import { requestStop } from './runControl.ts'
import { t } from '../../i18n/t.ts'

/** Lets go of a Flow that somebody else runs. */
export function DetachButton({ connected }: { connected: boolean }) {
  const keys = useKeyWords('stop')
  const words = t('Let go of the Gateway; it goes on running')
  return (
    <button
      type="button"
      className="btn"
      onClick={() => void requestStop()}
      disabled={!connected}
      title={keys === '' ? words : `${words} (${keys})`}
    >
      <Unplug aria-hidden />
      {t('Detach')}
    </button>
  )
}
