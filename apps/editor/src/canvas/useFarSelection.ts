import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { getNodeSize } from './layoutInput.ts'
import { nodeIds } from './placeMissing.ts'

interface Rect {
  startX: number
  startY: number
  x: number
  y: number
  width: number
  height: number
}

/** A box drawn over the map selects what it touches: React Flow knows only the nodes that are elements. */
export function useFarSelection(painted: boolean) {
  const store = useStoreApi()
  const boxRef = useRef<Rect | null>(null)
  useEffect(() => {
    if (!painted) return undefined
    return store.subscribe(({ userSelectionRect, userSelectionActive }) => {
      if (userSelectionRect && userSelectionActive) boxRef.current = userSelectionRect
    })
  }, [painted, store])
  return {
    onSelectionStart: () => {
      boxRef.current = null
    },
    onSelectionEnd: () => {
      const box = boxRef.current
      if (!painted || !box) return
      const [dx, dy, zoom] = store.getState().transform
      const left = (box.x - dx) / zoom
      const top = (box.y - dy) / zoom
      const { model, layout } = useDocument.getState()
      select(
        nodeIds(model).filter((id) => {
          const at = layout.nodes[id]
          const { width, height } = getNodeSize(id)
          return (
            at !== undefined &&
            at.x < left + box.width / zoom &&
            at.x + width > left &&
            at.y < top + box.height / zoom &&
            at.y + height > top
          )
        }),
      )
    },
  }
}
