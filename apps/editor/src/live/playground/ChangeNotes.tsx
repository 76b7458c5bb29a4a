import type { Change } from './describeChanges.ts'
import { t } from '../../i18n/t.ts'

const SHOWN = 5

/** What is sent otherwise than it is written, place by place. */
export function ChangeNotes({ changes }: { changes: readonly Change[] }) {
  const more = changes.length - SHOWN
  return (
    <div role="status">
      {changes.length > 0 && (
        <div className="live-changes">
          <p>{t('Not everything is sent as it is written:')}</p>
          <ul>
            {changes.slice(0, SHOWN).map(({ where, message }, i) => (
              <li key={i}>
                <code>{where}</code>: {message}
              </li>
            ))}
          </ul>
          {more > 0 && <p>{t('and at {{count}} more places', { count: more })}</p>}
        </div>
      )}
    </div>
  )
}
