import type { VersionSummary } from '@flowdeck/shared'
import { Tag } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import { timeOf } from '../actions/versions.ts'
import { groupVersions } from './groupVersions.ts'
import { t } from '../i18n/t.ts'

interface Props {
  versions: readonly VersionSummary[]
  selected: string | null
  onSelect: (id: string) => void
}

/** Versions by day; the arrows, Home and End walk it. */
export function VersionList({ versions, selected, onSelect }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const [now] = useState(() => Date.now())
  const go = (index: number) => {
    const next = versions[Math.min(Math.max(index, 0), versions.length - 1)]
    if (!next) return
    onSelect(next.id)
    list.current?.querySelector<HTMLElement>(`[data-version="${next.id}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = versions.findIndex(({ id }) => id === selected)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: versions.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }
  return (
    <div className="version-list" role="listbox" aria-label={t('Versions')} ref={list} onKeyDown={onKeyDown}>
      {groupVersions(versions, now).map(({ day, versions: ofDay }) => (
        <div role="group" aria-label={day} key={day}>
          <div className="menu-label" aria-hidden="true">
            {day}
          </div>
          {ofDay.map((version) => (
            <button
              key={version.id}
              type="button"
              role="option"
              className="version"
              data-version={version.id}
              aria-selected={version.id === selected}
              tabIndex={version.id === selected ? 0 : -1}
              onClick={() => onSelect(version.id)}
            >
              {version.name === null ? (
                <b className="unnamed">{timeOf(version.savedAt)}</b>
              ) : (
                <b>
                  <Tag aria-hidden="true" />
                  <span>{version.name}</span>
                </b>
              )}
              <small>
                {version.name === null ? t('saved') : timeOf(version.savedAt)}
                <Lines lines={version.lines} />
              </small>
            </button>
          ))}
        </div>
      ))}
    </div>
  )
}

function Lines({ lines: { added, removed } }: Pick<VersionSummary, 'lines'>) {
  return (
    <span className="version-lines">
      <span className="added" aria-label={t('{{number}} lines added', { number: added })}>
        +{added}
      </span>{' '}
      <span className="removed" aria-label={t('{{number}} lines removed', { number: removed })}>
        −{removed}
      </span>
    </span>
  )
}
