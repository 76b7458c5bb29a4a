import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useRows } from '../../ui/useRows.ts'

interface Rows {
  count: number
  /** Height of each row, or what it is about until it is measured. */
  rowPx: number | ((index: number) => number)
  gapPx?: number
  keyOf: (index: number) => number | string
  /** When this changes, the list may stand somewhere else in the pane. */
  below: unknown
}

interface SeenRows {
  virtual: Virtualizer<HTMLElement, HTMLElement>
  seen: readonly VirtualItem[]
  /** Pixels that the rows before and after those in view would take. */
  before: number
  after: number
}

/** Which rows of a long list in an answer are in view; the answer's pane scrolls it together with what stands above. */
export function useAnswerRows(
  listRef: RefObject<HTMLElement | null>,
  { count, rowPx, gapPx = 0, keyOf, below }: Rows,
): SeenRows {
  const paneRef = useRef<HTMLElement | null>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const pane = listRef.current?.closest<HTMLElement>('.live-answer-pane') ?? null
    paneRef.current = pane
    if (!pane || !listRef.current) return
    const top =
      listRef.current.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop
    setMargin(Math.round(top))
  }, [listRef, below])
  const virtual = useRows({ count, rowPx, gapPx, marginPx: margin, scroller: () => paneRef.current, keyOf })
  const seen = virtual.getVirtualItems()
  return {
    virtual,
    seen,
    before: (seen[0]?.start ?? margin) - margin,
    after: Math.max(0, virtual.getTotalSize() - ((seen.at(-1)?.end ?? margin) - margin)),
  }
}
