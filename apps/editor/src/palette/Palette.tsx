import type { CatalogEntry } from '@flowdeck/shared'
import { PanelLeftClose, Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { addExecutor } from '../actions/edit.ts'
import { ui } from '../state/uiStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { KindIcon } from '../ui/KindIcon.tsx'
import { useCatalog } from './catalogStore.ts'
import { writeDragged } from './dragData.ts'
import { entryKind } from './entryKind.ts'
import { noteRecent } from './recents.ts'
import { rankEntries } from './rankEntries.ts'
import { t, translated } from '../i18n/t.ts'

const GROUPS: readonly { title: string; kinds: readonly CatalogEntry['kind'][] }[] = [
  { title: t('In this workspace'), kinds: ['file'] },
  { title: t('Anything else'), kinds: ['blank', 'docker', 'external'] },
]

/** What can be added: drag it onto the canvas or onto an edge, or press it to append it to the Flow. */
export function Palette() {
  const entries = useCatalog((state) => state.entries)
  const error = useCatalog((state) => state.error)
  const [query, setQuery] = useState('')
  const found = useMemo(() => rankEntries(entries, query), [entries, query])
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
          }}
        />
      </div>
      <div className="region-scroll">
        {GROUPS.map(({ title, kinds }) => {
          const group = found.filter((entry) => kinds.includes(entry.kind))
          return group.length === 0 ? null : (
            <section className="palette-group" key={title} aria-label={title}>
              <h3>{title}</h3>
              {group.map((entry) => (
                <PaletteItem entry={entry} key={entry.id} />
              ))}
            </section>
          )
        })}
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

function PaletteItem({ entry }: { entry: CatalogEntry }) {
  const kind = entryKind(entry)
  return (
    <button
      type="button"
      className="palette-item"
      draggable
      title={[translated(entry.description), entry.endpoints.join(' ')].filter(Boolean).join('\n')}
      onDragStart={(event) => writeDragged(event.dataTransfer, entry)}
      onClick={() => addFromPalette(entry)}
    >
      <span className="kind" data-kind={kind}>
        <KindIcon kind={kind} />
      </span>
      <b>
        <span className="sr-only">{t('Add')} </span>
        {entry.name}
      </b>
      <span aria-hidden="true">{translated(entry.description) || String(entry.values['uses'] ?? '')}</span>
    </button>
  )
}
