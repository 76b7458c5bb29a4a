import type { CatalogEntry } from '@flowdeck/shared'
import { PanelLeftClose, Search } from 'lucide-react'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { addExecutor } from '../actions/edit.ts'
import { ui } from '../state/uiStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { KindIcon } from '../ui/KindIcon.tsx'
import { useCatalog } from './catalogStore.ts'
import { writeDragged } from './dragData.ts'
import { entryKind } from './entryKind.ts'
import { findPlaces, getTitle } from './entryNames.ts'
import { noteRecent } from './recents.ts'
import { rankEntries } from './rankEntries.ts'
import { findNextStop } from './rovingList.ts'
import { t, translated } from '../i18n/t.ts'

const GROUPS: readonly { title: string; kinds: readonly CatalogEntry['kind'][] }[] = [
  { title: t('In this workspace'), kinds: ['file'] },
  { title: t('Anything else'), kinds: ['blank', 'docker', 'external'] },
]

/**
 * What can be added: drag it onto the canvas or onto an edge, or press it to append it to the Flow. The list is one Tab
 * stop; arrows, Home, End and letters walk it.
 */
export function Palette() {
  const entries = useCatalog((state) => state.entries)
  const error = useCatalog((state) => state.error)
  const [query, setQuery] = useState('')
  const found = useMemo(() => rankEntries(entries, query), [entries, query])
  const places = useMemo(() => findPlaces(entries), [entries])
  const groups = useMemo(
    () =>
      GROUPS.map(({ title, kinds }) => ({
        title,
        entries: found.filter(({ kind }) => kinds.includes(kind)),
      })),
    [found],
  )
  // As they are shown, group by group.
  const shown = groups.flatMap((group) => group.entries)
  const [walked, setWalked] = useState('')
  const stop = shown.some(({ id }) => id === walked) ? walked : shown[0]?.id
  const listRef = useRef<HTMLDivElement>(null)
  const goTo = (index: number) => {
    const id = shown[index]?.id
    if (id === undefined) return
    setWalked(id)
    listRef.current?.querySelectorAll<HTMLElement>('.palette-item')[index]?.focus()
  }
  const onListKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = shown.findIndex(({ id }) => id === stop)
    const next = findNextStop(shown.map(getTitle), at, event.key)
    if (next === null) return
    event.preventDefault()
    goTo(next)
  }
  return (
    <aside className="region left" aria-label={t('Palette')} id="region-palette" tabIndex={-1}>
      <div className="region-head">
        <h2>{t('Executors')}</h2>
        <span className="spacer" />
        <Hint text={t('Hide the palette')} action="palette">
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('Hide the palette')}
            onClick={() => ui.togglePanel('palette')}
          >
            <PanelLeftClose aria-hidden="true" />
          </button>
        </Hint>
      </div>
      <div className="palette-search">
        <Search aria-hidden="true" />
        <input
          className="input"
          type="search"
          placeholder={t('Search Executors')}
          aria-label={t('Search Executors')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = found[0]
            if (event.key === 'Enter' && first) addFromPalette(first)
            else if (event.key === 'Escape') setQuery('')
            else if (event.key === 'ArrowDown') {
              event.preventDefault()
              goTo(0)
            }
          }}
        />
      </div>
      <div className="region-scroll" ref={listRef} onKeyDown={onListKey}>
        {groups.map(({ title, entries: group }) =>
          group.length === 0 ? null : (
            <section className="palette-group" key={title} aria-label={title}>
              <h3>{title}</h3>
              {group.map((entry) => (
                <PaletteItem
                  entry={entry}
                  place={places.get(entry.id)}
                  isStop={entry.id === stop}
                  onFocus={() => setWalked(entry.id)}
                  key={entry.id}
                />
              ))}
            </section>
          ),
        )}
        {found.length === 0 ? (
          <p className="quiet-state">
            {t('Nothing is called “{{query}}”.', { query })}{' '}
            {t('A blank Executor takes any class, file or image.')}
          </p>
        ) : null}
        {error ? <p className="quiet-state">{error}</p> : null}
      </div>
    </aside>
  )
}

function addFromPalette(entry: CatalogEntry): void {
  noteRecent(entry.id)
  if (addExecutor(entry).ok) ui.focusField('name')
}

interface ItemProps {
  entry: CatalogEntry
  /** Where its source lies, when another entry has the same title. */
  place: string | undefined
  /** Whether Tab stops here. */
  isStop: boolean
  onFocus: () => void
}

function PaletteItem({ entry, place, isStop, onFocus }: ItemProps) {
  const kind = entryKind(entry)
  const description = translated(entry.description) || String(entry.values['uses'] ?? '')
  return (
    <Hint text={[description, entry.file, entry.endpoints.join(' ')].filter(isSaid).join('\n')} side="right">
      <button
        type="button"
        className="palette-item"
        draggable
        tabIndex={isStop ? 0 : -1}
        onFocus={onFocus}
        onDragStart={(event) => writeDragged(event.dataTransfer, entry)}
        onClick={() => addFromPalette(entry)}
      >
        <span className="kind" data-kind={kind}>
          <KindIcon kind={kind} />
        </span>
        <b>
          <span className="sr-only">{t('Add')} </span>
          {getTitle(entry)}
          {place === undefined ? null : <small> {place}</small>}
        </b>
        <span aria-hidden="true">{description}</span>
      </button>
    </Hint>
  )
}

/** A description that is missing is the path of the file, which is said once. */
const isSaid = (text: string | undefined, at: number, all: readonly (string | undefined)[]) =>
  text !== undefined && text !== '' && all.indexOf(text) === at
