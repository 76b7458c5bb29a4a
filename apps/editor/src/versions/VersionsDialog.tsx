import type { VersionSummary } from '@flowdeck/shared'
import { RefreshCw, Tag, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { openNameVersion, timeOf } from '../actions/versions.ts'
import { CompareView, type Side } from '../compare/CompareView.tsx'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { useVersion, useVersions } from './useVersions.ts'
import { VersionActions } from './VersionActions.tsx'
import { VersionList } from './VersionList.tsx'
import { t } from '../i18n/t.ts'

/** What the Flow was: its versions, what differs from any of them, and the way back. */
export function VersionsDialog() {
  const id = useDocument((state) => state.id)
  if (id === null) return null
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog versions" aria-describedby={undefined}>
          <div className="versions-head">
            <Dialog.Title asChild>
              <h2>{t('Versions of {{id}}', { id })}</h2>
            </Dialog.Title>
            <span className="spacer" />
            <button type="button" className="btn" onClick={openNameVersion}>
              <Tag aria-hidden="true" />
              {t('Save version…')}
            </button>
            <Dialog.Close className="icon-btn" aria-label={t('Close')}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
          <Body flowId={id} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Body({ flowId }: { flowId: string }) {
  const { list, error, reload } = useVersions(flowId)
  const [chosen, setChosen] = useState<string | null>(null)
  if (error !== null)
    return (
      <div className="versions-empty" role="alert">
        <h3>{t('The versions cannot be read')}</h3>
        <p>{error}</p>
        <button type="button" className="btn" onClick={reload}>
          <RefreshCw aria-hidden="true" />
          {t('Try again')}
        </button>
      </div>
    )
  if (list === null) return <p className="versions-empty">{t('Loading…')}</p>
  const selected = list.find((version) => version.id === chosen) ?? list[0]
  if (selected === undefined)
    return (
      <div className="versions-empty">
        <h3>{t('No versions yet')}</h3>
        <p>
          {t(
            'Every save keeps one here. “Save version…” gives it a name: named versions stay for good, of the others the last 50.',
          )}
        </p>
      </div>
    )
  return (
    <div className="versions-body">
      <VersionList versions={list} selected={selected.id} onSelect={setChosen} />
      <Details
        key={selected.id}
        flowId={flowId}
        selected={selected}
        others={list.filter((version) => version.id !== selected.id)}
        onChanged={reload}
      />
    </div>
  )
}

const NOW = 'now'

interface DetailsProps {
  flowId: string
  selected: VersionSummary
  others: readonly VersionSummary[]
  onChanged: () => void
}

/** The chosen version beside the present text, or beside any other version. */
function Details({ flowId, selected, others, onChanged }: DetailsProps) {
  const [against, setAgainst] = useState(NOW)
  const chosen = useVersion(flowId, selected.id)
  const other = useVersion(flowId, against === NOW ? null : against)
  const text = useDocument((state) => state.text)
  const layout = useDocument((state) => state.layout)
  const now: Side = { name: t('the Flow as it is now'), text, layout: layout.nodes }
  const error = chosen.error ?? other.error
  const side = (version: typeof chosen.version): Side | null =>
    version && { name: nameOf(version), text: version.text, layout: version.layout.nodes }
  const mine = side(chosen.version)
  const theirs = against === NOW ? now : side(other.version)
  // The older of two versions comes first: what was added is what came later.
  const isOlder = against === NOW || (chosen.version?.savedAt ?? 0) <= (other.version?.savedAt ?? 0)
  return (
    <section className="version-details" aria-label={t('Version {{name}}', { name: nameOf(selected) })}>
      <div className="version-against">
        <b>{nameOf(selected)}</b>
        <label htmlFor="version-against" className="muted">
          {t('compared with')}
        </label>
        <select
          id="version-against"
          className="input"
          value={against}
          onChange={(event) => setAgainst(event.target.value)}
        >
          <option value={NOW}>{t('the Flow as it is now')}</option>
          {others.map((version) => (
            <option key={version.id} value={version.id}>
              {nameOf(version)}
              {version.name === null ? '' : `, ${timeOf(version.savedAt)}`}
            </option>
          ))}
        </select>
      </div>
      {error !== null ? (
        <p className="quiet-state" role="alert">
          {error}
        </p>
      ) : mine && theirs ? (
        <CompareView
          key={against}
          before={isOlder ? mine : theirs}
          after={isOlder ? theirs : mine}
          first="canvas"
        />
      ) : (
        <p className="quiet-state">{t('Loading…')}</p>
      )}
      <div className="dialog-foot">
        {chosen.version ? (
          <VersionActions
            flowId={flowId}
            version={{ ...chosen.version, name: selected.name }}
            isPresent={chosen.version.text === text}
            onChanged={onChanged}
          />
        ) : null}
      </div>
    </section>
  )
}

const nameOf = ({ name, savedAt }: Pick<VersionSummary, 'name' | 'savedAt'>) => name ?? timeOf(savedAt)
