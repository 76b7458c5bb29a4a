import type { Preflight } from '@flowdeck/shared'
import { Play } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useId, useRef, useState } from 'react'
import { PermissionsSection } from './PermissionsSection.tsx'
import { ProblemsSection } from './ProblemsSection.tsx'
import { ProcessesSection } from './ProcessesSection.tsx'
import { UnsavedSection } from './UnsavedSection.tsx'
import { WhyNot } from './WhyNot.tsx'
import type { Unsaved } from '../runControl.ts'
import { t } from '../../../i18n/t.ts'

interface Props {
  preflight: Preflight
  /** What is not saved yet; confirming saves it. */
  unsaved: Unsaved | null
  starting: boolean
  canFix: boolean
  /** `allow` are the permissions that the person agreed to just now. */
  onStart: (allow: readonly string[]) => void
  onCancel: () => void
  onFix: (problems: readonly Preflight['problems'][number][]) => void
  /** What was missing on this machine is there now. */
  onSetUp: () => void
}

/** Sums up what Start would do, and shows what stands in its way. Enter starts when nothing does. */
export function PreflightDialog(props: Props) {
  const { preflight, unsaved, starting, canFix, onStart, onCancel, onFix, onSetUp } = props
  const start = useRef<HTMLButtonElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const consent = useRef<HTMLInputElement>(null)
  const { processes, problems, permissions } = preflight
  const [allowed, setAllowed] = useState(false)
  const asked = permissions.filter(({ granted }) => !granted).map(({ id }) => id)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const blocked = errors > 0
  const waits = asked.length > 0 && !allowed
  const whyId = useId()
  const why = blocked
    ? t('The problems above have to be fixed first.')
    : waits
      ? t('Start needs your consent: tick the box above.')
      : null
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onCancel()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog live-preflight"
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            ;(blocked ? cancel : waits ? consent : start).current?.focus()
          }}
        >
          <div className="dialog-head">
            <Dialog.Title>
              {blocked ? t('This Flow cannot start yet') : t('Start {{id}}?', { id: preflight.flowId })}
            </Dialog.Title>
            <Dialog.Description>
              {blocked
                ? t('{{count}} problems to fix first. No process was started.', { count: errors })
                : t('{{count}} processes will run on this machine with your rights.', {
                    count: processes.length,
                  })}
            </Dialog.Description>
          </div>
          {/* One section per topic: problems open, everything else as a line with its details folded. */}
          <div className="dialog-body">
            <ProblemsSection problems={problems} canFix={canFix} onFix={onFix} onSetUp={onSetUp} />
            <PermissionsSection
              permissions={permissions}
              allowed={allowed}
              onAllow={setAllowed}
              checkbox={consent}
            />
            <UnsavedSection unsaved={unsaved} />
            <ProcessesSection processes={processes} />
          </div>
          <div className="dialog-foot">
            <WhyNot id={whyId} why={why} />
            <button type="button" className="btn" ref={cancel} onClick={onCancel} disabled={starting}>
              {t('Cancel')}
            </button>
            <button
              type="button"
              className="btn primary"
              ref={start}
              aria-describedby={why === null ? undefined : whyId}
              onClick={() => onStart(asked)}
              disabled={blocked || waits || starting}
            >
              <Play aria-hidden />
              {startWords({ starting, unsaved, warned: !blocked && problems.length > 0 })}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function startWords(now: { starting: boolean; unsaved: Unsaved | null; warned: boolean }): string {
  if (now.starting) return t('Starting…')
  if (now.unsaved) return t('Save and start')
  return now.warned ? t('Start anyway') : t('Start')
}
