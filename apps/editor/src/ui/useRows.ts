import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type Range,
} from '@tanstack/react-virtual'
import { useLayoutEffect, useReducer, useState } from 'react'

interface Rows {
  count: number
  /** Height of each row, or what it is about until it is measured. */
  rowPx: number | ((index: number) => number)
  gapPx?: number
  /** From the top of the scroller to the first row. */
  marginPx?: number
  scroller: () => HTMLElement | null
  keyOf: (index: number) => number | string
  /** A row that stays drawn wherever the list is scrolled to: the one that has the focus. */
  keep?: number | null
}

/** Which rows of a long list are in view. The same object every time; it redraws the component when its answer changes. */
export function useRows({
  count,
  rowPx,
  gapPx = 0,
  marginPx = 0,
  scroller,
  keyOf,
  keep = null,
}: Rows): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const options = {
    count,
    getScrollElement: scroller,
    estimateSize: typeof rowPx === 'number' ? () => rowPx : rowPx,
    gap: gapPx,
    scrollMargin: marginPx,
    getItemKey: keyOf,
    overscan: 20,
    rangeExtractor: (range: Range) => {
      const seen = defaultRangeExtractor(range)
      if (keep === null || keep < 0 || keep >= count || seen.includes(keep)) return seen
      return [...seen, keep].sort((a, b) => a - b)
    },
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  return virtualizer
}
