import { ArrowRightLeft } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { CompareDialog } from '../../compare/CompareDialog.tsx'
import type { SentRequest } from '../state/sentRequest.ts'
import { bringAnswers, useLive } from '../state/useLive.ts'
import { answerText } from './answerText.ts'
import { OUTCOME_WORDS, outcome, preview } from './History.tsx'
import { formatTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

/** How many earlier requests the menu offers. */
const OFFERED = 30

/** Puts the answer that is shown beside that of another request. */
export function CompareAnswers({ sent, earlier }: { sent: SentRequest; earlier: readonly SentRequest[] }) {
  const [otherId, setOtherId] = useState<string | null>(null)
  const other = useLive(({ requests }) =>
    otherId === null ? null : (requests.find(({ requestId }) => requestId === otherId) ?? null),
  )
  const others = earlier.filter(({ requestId }) => requestId !== sent.requestId).slice(0, OFFERED)
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            className="btn small"
            disabled={others.length === 0}
            title={t('Compare with…')}
          >
            <ArrowRightLeft aria-hidden />
            <span className="live-wide">{t('Compare with…')}</span>
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} aria-label={t('Compare with')}>
            {others.map((known) => (
              <DropdownMenu.Item
                key={known.requestId}
                className="menu-item"
                onSelect={() => {
                  void bringAnswers(known.requestId)
                  setOtherId(known.requestId)
                }}
              >
                <code>{known.request.endpoint}</code>
                <span className="live-history-text">{preview(known)}</span>
                <span className="muted">
                  {OUTCOME_WORDS[outcome(known)]} · {formatTime(known.sentAt)}
                </span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {other && !other.away ? (
        <CompareDialog
          title={t('Compare two answers')}
          description={t('{{sent}} beside {{other}}', { sent: words(sent), other: words(other) })}
          before={{ name: timeOf(other), text: answerText(other) }}
          after={{ name: timeOf(sent), text: answerText(sent) }}
          flows={false}
          close={() => setOtherId(null)}
        />
      ) : null}
    </>
  )
}

const timeOf = (sent: SentRequest) => formatTime(sent.sentAt)
const words = (sent: SentRequest) =>
  t('{{endpoint}} of {{time}}', { endpoint: sent.request.endpoint, time: timeOf(sent) })
