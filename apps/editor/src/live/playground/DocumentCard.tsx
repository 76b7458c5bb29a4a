import { useState } from 'react'
import { viewDocument } from './documentFields.ts'
import { Digits, printJson } from './exactAnswer.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

const PAGE = 50
const LONG = 2_000

/** Documents as cards, fifty at a time. */
export function DocumentList({ docs, label }: { docs: readonly Record<string, unknown>[]; label: string }) {
  const [limit, setLimit] = useState(PAGE)
  return (
    <>
      <ol className="live-cards" aria-label={label}>
        {docs.slice(0, limit).map((doc, index) => (
          <DocumentCard key={`${index} ${typeof doc['id'] === 'string' ? doc['id'] : ''}`} doc={doc} />
        ))}
      </ol>
      {docs.length > limit && (
        <button type="button" className="btn small" onClick={() => setLimit(limit + 4 * PAGE)}>
          {t('Show more ({{number}} hidden)', { number: formatNumber(docs.length - limit) })}
        </button>
      )}
    </>
  )
}

interface CardProps {
  doc: Record<string, unknown>
  /** Where it stands in a list of which only a part is in the page. */
  place?: { at: number; of: number; index: number; ref: (element: HTMLElement | null) => void }
}

/** One document: its text and scores at a glance, the rest folded. */
export function DocumentCard({ doc, place }: CardProps) {
  const view = viewDocument(doc)
  return (
    <li
      className="live-card"
      {...(place
        ? {
            ref: place.ref,
            'data-index': place.index,
            'aria-setsize': place.of,
            'aria-posinset': place.at + 1,
          }
        : {})}
    >
      {view.text !== null && <LongText text={view.text} />}
      <div className="live-card-facts">
        {view.scores.map(({ name, value, description }) => (
          <span className="chip" key={name} title={description ?? undefined}>
            {name} {value instanceof Digits ? value.text : Number(value.toPrecision(5))}
          </span>
        ))}
        {view.facts.map((fact) => (
          <span className="chip" key={fact}>
            {fact}
          </span>
        ))}
        {view.id !== null && <code className="live-id">{view.id}</code>}
      </div>
      {view.tags && (
        <dl className="live-tags">
          {Object.entries(view.tags).map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{typeof value === 'string' ? value : printJson(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {view.matches.length > 0 && (
        <Nested
          words={t('{{count}} matches', { count: view.matches.length })}
          label="matches"
          docs={view.matches}
          openFirst={worthOpening(view.matches)}
        />
      )}
      {view.chunks.length > 0 && (
        <Nested
          words={t('{{count}} chunks', { count: view.chunks.length })}
          label="chunks"
          docs={view.chunks}
        />
      )}
      {Object.keys(view.rest).length > 0 && (
        <details>
          <summary>{t('more fields')}</summary>
          <pre>{printJson(view.rest, 2)}</pre>
        </details>
      )}
    </li>
  )
}

/** A few matches are what a search was sent for: they are open. */
const FEW = 10
const worthOpening = (matches: readonly Record<string, unknown>[]) =>
  matches.length <= FEW && matches.every((match) => viewDocument(match).matches.length === 0)

interface NestedProps {
  words: string
  /** The field of the document. */
  label: string
  docs: readonly Record<string, unknown>[]
  openFirst?: boolean
}

/** Not drawn before it is opened: matches of matches grow fast. */
function Nested({ words, label, docs, openFirst = false }: NestedProps) {
  const [open, setOpen] = useState(openFirst)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words}</summary>
      {open && <DocumentList docs={docs} label={label} />}
    </details>
  )
}

function LongText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  return (
    <p className="live-card-text">
      {whole ? text : text.slice(0, LONG)}
      {text.length > LONG && (
        <button type="button" className="live-link" onClick={() => setWhole(!whole)}>
          {whole
            ? t('less')
            : t('… {{number}} more characters', { number: formatNumber(text.length - LONG) })}
        </button>
      )}
    </p>
  )
}
