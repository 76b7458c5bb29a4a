import { Lightbulb } from 'lucide-react'
import { useState } from 'react'
import { useLive } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { browserStorage, readKept } from '../ui/storage.ts'
import { t } from '../i18n/t.ts'

const KEY = 'flowdeck.hints'
type HintId = 'wire' | 'apply' | 'failed'

function dismissed(): readonly string[] {
  const stored = readKept(KEY)
  return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []
}

/** Three sentences, each at the moment somebody needs it for the first time, never more than one; closed for good. */
export function Hints() {
  const [gone, setGone] = useState(dismissed)
  const needed = useNeeded().find(({ id }) => !gone.includes(id))
  if (!needed) return null
  const close = () => {
    const next = [...gone, needed.id]
    setGone(next)
    browserStorage.setItem(KEY, JSON.stringify(next))
  }
  return (
    <aside className="hint" aria-label={t('Hint')}>
      <Lightbulb aria-hidden="true" />
      <span>{needed.words}</span>
      {needed.id === 'failed' ? (
        <button type="button" className="btn small" onClick={() => ui.showDrawer('logs')}>
          {t('Show the logs')}
        </button>
      ) : null}
      <button type="button" className="btn ghost small" onClick={close}>
        {t('Got it')}
      </button>
    </aside>
  )
}

function useNeeded(): { id: HintId; words: string }[] {
  const one = useDocument((state) => state.status === 'ready' && state.model.executors.length === 1)
  const drawn = useDocument((state) => state.history.done.length > 0)
  const changed = useUi((state) => state.changed.size > 0)
  const failed = useLive(({ runs }) => {
    const { id } = useDocument.getState()
    return id !== null && runs[id]?.state === 'failed'
  })
  const hints: [needed: boolean, id: HintId, words: string][] = [
    [failed, 'failed', t('A red node says why it failed; the logs have the lines before it.')],
    [
      changed,
      'apply',
      t('A dot marks what differs from what is running: stop and start the Flow to apply it.'),
    ],
    [one && drawn, 'wire', t('Drag from a circle at the side of a node to wire it, or press L.')],
  ]
  return hints.flatMap(([needed, id, words]) => (needed ? [{ id, words }] : []))
}
