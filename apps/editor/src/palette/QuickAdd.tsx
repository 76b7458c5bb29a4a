import { Command } from 'cmdk'
import { useEffect, useMemo, useRef, useState } from 'react'
import { NODE_STOP, addExecutor } from '../actions/edit.ts'
import { ENTRY, EXIT } from '../canvas/canvasModel.ts'
import { ui, type QuickAdd as Ask } from '../state/uiStore.ts'
import { KindIcon } from '../ui/KindIcon.tsx'
import { useCatalog } from './catalogStore.ts'
import { entryKind } from './entryKind.ts'
import { findPlaces, getTitle } from './entryNames.ts'
import { noteRecent, recentFirst } from './recents.ts'
import { rankEntries } from './rankEntries.ts'
import { t, translated } from '../i18n/t.ts'

const WIDTH = 320
const HEIGHT = 348

/** The picker at the pointer: type, Enter, and the Executor stands there, wired if a wire led here. */
export function QuickAdd({ ask }: { ask: Ask }) {
  const entries = useCatalog((state) => state.entries)
  const [query, setQuery] = useState('')
  const found = useMemo(
    () => rankEntries(query === '' ? recentFirst(entries) : entries, query),
    [entries, query],
  )
  const places = useMemo(() => findPlaces(entries), [entries])
  // Chosen here and not by the list, which chooses a moment later: whoever types fast presses Enter before that.
  const [chosen, setChosen] = useState('')
  const current = found.some(({ id }) => id === chosen) ? chosen : (found[0]?.id ?? '')
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as globalThis.Node)) ui.openQuickAdd(null)
    }
    document.addEventListener('pointerdown', outside, true)
    return () => document.removeEventListener('pointerdown', outside, true)
  }, [])
  const close = () => {
    ui.openQuickAdd(null)
    document.querySelector<HTMLElement>(NODE_STOP)?.focus({ preventScroll: true })
  }
  const left = Math.max(8, Math.min(ask.screen.x, innerWidth - WIDTH - 8))
  const top = Math.max(8, Math.min(ask.screen.y, innerHeight - HEIGHT - 8))
  return (
    <div
      ref={box}
      className="picker"
      role="dialog"
      aria-label={t('Add an Executor')}
      style={{ left, top }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
    >
      <Command
        shouldFilter={false}
        label={t('Add an Executor')}
        loop
        value={current}
        onValueChange={setChosen}
      >
        <Command.Input
          className="cmd-input"
          placeholder={placeholder(ask)}
          value={query}
          onValueChange={(text) => {
            setQuery(text)
            setChosen('')
          }}
          autoFocus
        />
        <Command.List className="cmd-list" label={t('Executors')}>
          <Command.Empty>{t('Nothing is called “{{query}}”.', { query })}</Command.Empty>
          {found.slice(0, 80).map((entry) => {
            const kind = entryKind(entry)
            return (
              <Command.Item
                key={entry.id}
                value={entry.id}
                className="menu-item"
                onSelect={() => {
                  close()
                  noteRecent(entry.id)
                  const applied = addExecutor(entry, { at: ask.at, wire: ask.wire })
                  if (applied.ok) ui.focusField('name')
                }}
              >
                <span className="kind" data-kind={kind}>
                  <KindIcon kind={kind} />
                </span>
                <div>
                  {getTitle(entry)}
                  <small>
                    {[places.get(entry.id), translated(entry.description)].filter(Boolean).join(' · ')}
                  </small>
                </div>
              </Command.Item>
            )
          })}
        </Command.List>
      </Command>
    </div>
  )
}

function placeholder({ wire }: Ask): string {
  if (!wire) return t('Add an Executor…')
  if (wire.type === 'edge') return t('Insert an Executor here…')
  if (wire.type === 'after')
    return wire.from === ENTRY ? t('Add behind the Gateway…') : t('Add after {{from}}…', { from: wire.from })
  return wire.to === EXIT ? t('Add in front of the response…') : t('Add before {{to}}…', { to: wire.to })
}
