import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { actionById } from '../actions/registry.ts'
import { closeFind, seek, useFind, walkHits } from '../find/findStore.ts'
import { findExecutors } from '../find/findExecutors.ts'
import { useCatalog } from '../palette/catalogStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { t } from '../i18n/t.ts'

/** The box over the Flow that finds Executors by name, uses, endpoint or env. */
export function FindBox() {
  const { query, at, ask } = useFind()
  const spec = useDocument((state) => state.parsed.spec)
  const catalog = useCatalog((state) => state.entries)
  const hits = useMemo(() => (spec ? findExecutors(spec, query, catalog) : []), [spec, query, catalog])
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.select(), [ask])
  const hit = hits[at]
  const words =
    query.trim() === ''
      ? t('name, uses, endpoint or env')
      : hit
        ? `${t('{{at}} of {{all}}', { at: at + 1, all: hits.length })} · ${hit.where}`
        : hits.length > 0
          ? t('{{number}} found', { number: hits.length })
          : t('nothing found')
  return (
    <search className="find-bar" aria-label={t('Find an Executor')}>
      <input
        ref={box}
        className="input"
        type="text"
        aria-label={t('Find an Executor')}
        placeholder={t('Find')}
        autoComplete="off"
        spellCheck={false}
        value={query}
        autoFocus
        onChange={(event) => seek(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            event.preventDefault()
            walkHits(event.shiftKey ? -1 : 1)
          } else if (event.key === 'Escape') {
            event.stopPropagation()
            closeFind()
          }
        }}
      />
      <span className="find-count">{words}</span>
      <Hint text={t('Previous hit')} action="find-previous">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Previous hit')}
          disabled={hits.length === 0}
          onClick={actionById('find-previous')?.run}
        >
          <ChevronUp aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Next hit')} action="find-next">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Next hit')}
          disabled={hits.length === 0}
          onClick={actionById('find-next')?.run}
        >
          <ChevronDown aria-hidden="true" />
        </button>
      </Hint>
      <button type="button" className="icon-btn small" aria-label={t('Close the search')} onClick={closeFind}>
        <X aria-hidden="true" />
      </button>
    </search>
  )
}
