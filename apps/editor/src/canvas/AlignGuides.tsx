import { ViewportPortal, useStore } from '@xyflow/react'
import { create } from 'zustand'
import { NO_GUIDES, type Guides } from './alignDrag.ts'

/** The lines that a drag follows at this moment. */
export const useGuides = create<Guides>()(() => NO_GUIDES)

/** Lines through the nodes that what is dragged stands in one row or column with. */
export function AlignGuides() {
  const { x, y } = useGuides()
  const zoom = useStore((state) => state.transform[2])
  if (!x && !y) return null
  const width = 1 / zoom
  return (
    <ViewportPortal>
      {x ? (
        <div
          className="guide"
          data-axis="x"
          style={{ left: x.at - width / 2, top: x.from, width, height: x.to - x.from }}
        />
      ) : null}
      {y ? (
        <div
          className="guide"
          data-axis="y"
          style={{ left: y.from, top: y.at - width / 2, width: y.to - y.from, height: width }}
        />
      ) : null}
    </ViewportPortal>
  )
}
