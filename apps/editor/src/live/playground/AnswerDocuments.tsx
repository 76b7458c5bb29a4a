import type { RequestResponse } from '@flowdeck/shared'
import type { VirtualItem } from '@tanstack/react-virtual'
import { useMemo, useRef, type ReactNode } from 'react'
import { shortMs } from '../run/elapsed.ts'
import { countOf, documentCount } from './answerWords.ts'
import { DocumentCard } from './DocumentCard.tsx'
import { useAnswerRows } from './useAnswerRows.ts'
import { printJson, withDigits } from './exactAnswer.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  responses: readonly RequestResponse[]
  /** Each answer has a title of its own. */
  titled: boolean
  /** What stands before the documents of a shortened answer. */
  renderLeftOut: (response: RequestResponse) => ReactNode
}

type Row =
  | { kind: 'head' | 'foot'; response: RequestResponse }
  | { kind: 'doc'; response: RequestResponse; at: number }

/** About how tall a card is, in px, before it is measured. */
const CARD = 74
/** Between rows; the style sheet has the same. */
const GAP = 6

/** The documents of all answers as one list, of which only what is in view is in the page. */
export function AnswerDocuments({ responses, titled, renderLeftOut }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(responses.map(withDigits)), [responses])
  const { virtual, seen, before, after } = useAnswerRows(list, {
    count: rows.length,
    rowPx: (at) => (rows[at]?.kind === 'doc' ? CARD : 1),
    gapPx: GAP,
    keyOf: (at) => keyOf(rows[at] as Row),
    below: responses,
  })
  const groups = groupsOf(seen, rows)
  const ref = virtual.measureElement
  return (
    <div ref={list} className="live-virtual" style={{ paddingTop: before, paddingBottom: after }}>
      {groups.map(({ response, head, docs, foot }) => (
        <section
          key={response.index}
          aria-label={t('Answer {{number}}', { number: response.index + 1 })}
          className="live-virtual"
        >
          {head ? (
            <div data-index={head.index} ref={ref} className="live-answer-part">
              {titled ? (
                <h3 className="live-answer-title">
                  {t('Answer {{number}}', { number: response.index + 1 })} · {shortMs(response.ms)} ·{' '}
                  {documentCount(countOf(response))}
                </h3>
              ) : null}
              {renderLeftOut(response)}
            </div>
          ) : null}
          {docs.length > 0 ? (
            <ol
              className="live-cards virtual"
              aria-label={t('Documents of answer {{number}}', { number: response.index + 1 })}
            >
              {docs.map(({ item, at }) => (
                <DocumentCard
                  key={item.key}
                  doc={response.docs[at] as Record<string, unknown>}
                  place={{ at, of: response.docs.length, index: item.index, ref }}
                />
              ))}
            </ol>
          ) : null}
          {foot ? (
            <div data-index={foot.index} ref={ref} className="live-answer-part">
              <details>
                <summary>{t('parameters that came back')}</summary>
                <pre>{printJson(response.parameters, 2)}</pre>
              </details>
            </div>
          ) : null}
        </section>
      ))}
    </div>
  )
}

interface Group {
  response: RequestResponse
  head: VirtualItem | null
  docs: { item: VirtualItem; at: number }[]
  foot: VirtualItem | null
}

/** What is in view, answer by answer. */
function groupsOf(seen: readonly VirtualItem[], rows: readonly Row[]): Group[] {
  const groups: Group[] = []
  for (const item of seen) {
    const row = rows[item.index]
    if (!row) continue
    let group = groups.at(-1)
    if (group?.response !== row.response)
      groups.push((group = { response: row.response, head: null, docs: [], foot: null }))
    if (row.kind === 'doc') group.docs.push({ item, at: row.at })
    else group[row.kind] = item
  }
  return groups
}

function rowsOf(responses: readonly RequestResponse[]): Row[] {
  return responses.flatMap((response) => [
    { kind: 'head' as const, response },
    ...response.docs.map((_, at) => ({ kind: 'doc' as const, response, at })),
    ...(response.parameters && Object.keys(response.parameters).length > 0
      ? [{ kind: 'foot' as const, response }]
      : []),
  ])
}

const keyOf = (row: Row) => `${row.response.index}-${row.kind}${row.kind === 'doc' ? `-${row.at}` : ''}`
