import { SECTIONS, maskSecrets, printExactJson, visibleText, type YamlValue } from '@flowdeck/shared'
import { ChevronRight, PanelRightClose, Search, Trash2 } from 'lucide-react'
import { memo, useEffect, useMemo, useState } from 'react'
import { edit, removeSelected } from '../actions/edit.ts'
import { ENTRY, EXIT } from '../canvas/canvasModel.ts'
import { KIND_WORDS, kindOf } from '../canvas/executorFacts.ts'
import { later } from '../ui/later.tsx'
import { useCatalog } from '../palette/catalogStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { KindIcon } from '../ui/KindIcon.tsx'
import { BesidePanel, besideOf } from './BesidePanel.tsx'
import { FieldRow, Issues, JumpToLine, fieldId } from './FieldRow.tsx'
import { fieldStates, inspect, type FieldState, type Inspected } from './inspected.ts'
import { t, translated } from '../i18n/t.ts'

const PodList = later(async () => (await import('../live/run/PodList.tsx')).PodList)

/** The form of what is selected: an Executor, the Gateway, or (with nothing selected) the Flow. */
export function Inspector() {
  const parsed = useDocument((state) => state.parsed)
  const selection = useDocument((state) => state.selection)
  const broken = useDocument((state) => state.broken)
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const chosen = [...selection]
  const [only] = chosen
  const beside = chosen.length === 1 && only !== undefined ? besideOf(only, model, layout) : null
  const executors = chosen.filter((id) => id !== ENTRY && id !== EXIT)
  const many = executors.length > 1
  const executor = chosen.length === 1 ? (executors[0] ?? null) : null
  const side = chosen.length > 0 && executors.length === 0 ? 'gateway' : 'flow'
  // The same object as long as it is about the same: a node that is only moved draws no field again.
  const ready = useDocument((state) => state.status === 'ready')
  const found = useMemo(
    () => (many || !ready ? null : inspect(parsed, executor === null ? side : { executor })),
    [parsed, many, ready, executor, side],
  )
  const inspected = beside ? null : found
  const title =
    beside?.title ??
    (many ? t('{{number}} selected', { number: executors.length }) : (inspected?.title ?? t('Flow')))
  return (
    <aside className="region right" aria-label={t('Inspector')} id="region-inspector" tabIndex={-1}>
      <div className="region-head">
        <h2 title={title}>
          <bdi>{visibleText(title)}</bdi>
        </h2>
        <span className="spacer" />
        {executors.length > 0 ? (
          <Hint text={t('Delete')} action="delete">
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Delete {{title}}', { title })}
              onClick={() => removeSelected(false)}
            >
              <Trash2 aria-hidden="true" />
            </button>
          </Hint>
        ) : null}
        <Hint text={t('Hide the inspector')} action="inspector">
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('Hide the inspector')}
            onClick={() => ui.togglePanel('inspector')}
          >
            <PanelRightClose aria-hidden="true" />
          </button>
        </Hint>
      </div>
      {beside && only !== undefined ? (
        <BesidePanel id={only} words={beside.words} />
      ) : inspected ? (
        <InspectorForm key={keyOf(inspected)} inspected={inspected} />
      ) : (
        <p className="quiet-state">
          {many
            ? t(
                'Select one Executor to see its fields. Several can be moved, duplicated, tidied and deleted together.',
              )
            : broken
              ? t('The YAML has problems, so there are no fields to show. Repair it in the YAML panel.')
              : t('Nothing to show.')}
        </p>
      )}
    </aside>
  )
}

/** A renamed Executor keeps its form (and what is focused in it): it is known by its place in the file. */
const keyOf = ({ scope, path }: Inspected) => `${scope}:${path.join('/')}`

const OPEN_AT_FIRST = new Set<string>(['Identity', 'Parameters', 'Routing', 'Scale'])

const InspectorForm = memo(function InspectorForm({ inspected }: { inspected: Inspected }) {
  const parsed = useDocument((state) => state.parsed)
  const entries = useCatalog((state) => state.entries)
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openSections(inspected))
  const { fields, unknown } = useMemo(() => fieldStates(inspected, parsed.issues), [inspected, parsed])
  const wanted = query.trim().toLowerCase()
  const shown = fields.filter(
    ({ field }) =>
      wanted === '' || field.key.includes(wanted) || translated(field.help).toLowerCase().includes(wanted),
  )
  useFieldFocus(fields, (section) => {
    setQuery('')
    setOpen((now) => new Set([...now, section]))
  })
  const { spec } = parsed
  if (!spec) return null
  const uses = entries
    .map((entry) => entry.values['uses'])
    .filter((value): value is string => typeof value === 'string')
  return (
    <>
      <div className="inspector-tools">
        <div className="palette-search" style={{ padding: 0, flex: 1 }}>
          <Search aria-hidden="true" style={{ top: 8, left: 9 }} />
          <input
            className="input"
            type="search"
            placeholder={t('Search fields')}
            aria-label={t('Search fields')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
      </div>
      <div className="region-scroll">
        {inspected.executor ? <KindLine inspected={inspected} /> : null}
        {wanted === '' && inspected.scope !== 'flow' ? (
          <PodList deployment={inspected.executor?.name ?? 'gateway'} />
        ) : null}
        {SECTIONS.map((section) => {
          const rows = shown.filter(({ field }) => field.section === section)
          if (rows.length === 0) return null
          const expanded = wanted !== '' || open.has(section)
          const written = rows.filter((row) => row.writtenKey !== null).length
          const problems = rows.reduce((sum, row) => sum + row.issues.length, 0)
          return (
            <section className="section" key={section} aria-label={translated(section)}>
              <h3>
                <button
                  type="button"
                  aria-expanded={expanded}
                  onClick={() =>
                    setOpen((now) => {
                      const next = new Set(now)
                      if (!next.delete(section)) next.add(section)
                      return next
                    })
                  }
                >
                  <ChevronRight aria-hidden="true" />
                  {translated(section)}
                  <span className="spacer" />
                  {problems > 0 ? <span className="count warning">{problems}</span> : null}
                  {written > 0 ? (
                    <span className="count" title={t('{{number}} written in the YAML', { number: written })}>
                      {written}
                    </span>
                  ) : null}
                </button>
              </h3>
              {expanded ? (
                <div className="section-body">
                  {rows.map((state) => (
                    <FieldRow key={state.field.key} {...{ inspected, state, spec }} />
                  ))}
                </div>
              ) : null}
            </section>
          )
        })}
        {unknown.length > 0 && wanted === '' ? (
          <section className="section" aria-label={t('Other keys')}>
            <h3 style={{ padding: '9px 14px' }}>{t('Other keys')}</h3>
            <div className="section-body">
              {unknown.map(({ key, value, issues }) => (
                <div className="field" key={key} data-field={key}>
                  <div className="field-head">
                    <span className="field-label">{key}</span>
                    <span className="spacer" />
                    <JumpToLine inspected={inspected} fieldKey={key} />
                    <button
                      type="button"
                      className="btn ghost small"
                      onClick={() =>
                        edit({ type: 'clearField', target: inspected.target, key }, { select: false })
                      }
                    >
                      {t('Remove')}
                    </button>
                  </div>
                  <pre className="raw">{rawText(maskSecrets(key, value))}</pre>
                  <Issues issues={issues} />
                </div>
              ))}
            </div>
          </section>
        ) : null}
        {shown.length === 0 ? (
          <p className="quiet-state">{t('No field matches “{{query}}”.', { query })}</p>
        ) : null}
        <datalist id="uses-known">
          {[...new Set(uses)].map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      </div>
    </>
  )
})

const rawText = (value: YamlValue) => (typeof value === 'string' ? value : printExactJson(value))

function openSections(inspected: Inspected): ReadonlySet<string> {
  const { fields } = fieldStates(inspected, [])
  const written = fields.filter((state) => state.writtenKey !== null).map(({ field }) => field.section)
  return inspected.scope === 'executor'
    ? new Set([...OPEN_AT_FIRST, ...written])
    : new Set(['Identity', 'Network', ...written])
}

function KindLine({ inspected }: { inspected: Inspected }) {
  const { executor } = inspected
  if (!executor) return null
  const kind = kindOf(executor)
  const description = executor.args['description']
  return (
    <div className="inspector-kind">
      <span className="kind" data-kind={kind}>
        <KindIcon kind={kind} />
      </span>
      <div>
        <strong>{KIND_WORDS[kind]}</strong>
        <p>{typeof description === 'string' ? description : (executor.uses ?? t('no uses written'))}</p>
      </div>
    </div>
  )
}

/** Somebody asked for a field (a problem was clicked, F2): its section opens and it takes the focus. */
function useFieldFocus(fields: readonly FieldState[], openSection: (section: string) => void): void {
  const ask = useUi((state) => state.focusField)
  useEffect(() => {
    if (!ask) return
    const state = fields.find(({ field, writtenKey }) => field.key === ask.key || writtenKey === ask.key)
    if (!state) return
    ui.fieldFocused()
    openSection(state.field.section)
    requestAnimationFrame(() => {
      const element = document.getElementById(fieldId(state.field.key))
      const control = element?.matches('input, select, textarea, button')
        ? element
        : element?.querySelector('input, button')
      if (!(control instanceof HTMLElement)) return
      control.focus()
      control.scrollIntoView({ block: 'nearest' })
      if (control instanceof HTMLInputElement) control.select()
    })
  })
}
