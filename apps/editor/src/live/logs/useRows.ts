import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useReducer, useState } from 'react'

interface Rows {
  count: number
  rowPx: number
  scroller: () => HTMLElement | null
  keyOf: (index: number) => number
}

/** Which rows of a long list are in view. The same object every time; it redraws the component when its answer changes. */
export function useRows({ count, rowPx, scroller, keyOf }: Rows): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const options = {
    count,
    getScrollElement: scroller,
    estimateSize: () => rowPx,
    getItemKey: keyOf,
    overscan: 20,
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
