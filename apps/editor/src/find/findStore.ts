import { create } from 'zustand'
import { focusNode } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { useCatalog } from '../palette/catalogStore.ts'
import { ui } from '../state/uiStore.ts'
import { findExecutors } from './findExecutors.ts'
import { t } from '../i18n/t.ts'

interface Find {
  open: boolean
  query: string
  /** The hit that is shown. */
  at: number
  /** Rises, so that asking again focuses the box again. */
  ask: number
}

/** What is sought on the canvas or in the outline. */
export const useFind = create<Find>()(() => ({ open: false, query: '', at: 0, ask: 0 }))

const hits = (query: string) => {
  const { parsed } = useDocument.getState()
  return parsed.spec ? findExecutors(parsed.spec, query, useCatalog.getState().entries) : []
}

/** Opens the box, or puts the focus into it. */
export function openFind(): void {
  useFind.setState(({ ask }) => ({ open: true, ask: ask + 1 }))
}

export function closeFind(): void {
  if (!useFind.getState().open) return
  useFind.setState({ open: false })
  const [first] = useDocument.getState().selection
  if (first !== undefined) focusNode(first)
}

export function seek(query: string): void {
  useFind.setState({ query, at: 0 })
  show(0)
}

/** Goes to the next hit, or back; the last is followed by the first. */
export function walkHits(by: 1 | -1): void {
  const { query, at } = useFind.getState()
  const { length } = hits(query)
  if (length === 0) {
    ui.announce(
      query.trim() === '' ? t('Type what to find first.') : t('Nothing matches {{query}}.', { query }),
    )
    return
  }
  show((at + by + length) % length)
}

function show(at: number): void {
  const { query } = useFind.getState()
  const found = hits(query)
  const hit = found[at]
  if (!hit) return
  useFind.setState({ at })
  select([hit.name])
  ui.reveal([hit.name])
  ui.announce(`${hit.name}, ${t('{{at}} of {{all}}', { at: at + 1, all: found.length })}`, 'find')
}
