import { useReactFlow } from '@xyflow/react'
import { useEffect, useLayoutEffect, type RefObject } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { isPhone } from '../state/view.ts'
import { boundsOf } from './fitNodes.ts'
import { firstView, panelsInTheWay } from './firstView.ts'
import { isOwnView, setOwnView } from './viewOwner.ts'

const PANELS = ['palette', 'inspector'] as const

/** Panels give way to a Flow that could not be read beside them, and the Flow is fitted again when its room changes. */
export function useRoom(canvas: RefObject<HTMLElement | null>): void {
  const flow = useReactFlow()
  useLayoutEffect(() => {
    giveWay(canvas.current)
    // The outline has its own room, and the next Flow asks for itself.
    return () => ui.restorePanels()
  }, [canvas])
  // The form comes back for what is selected, and nothing moves under the pointer for it.
  useEffect(
    () =>
      useDocument.subscribe(({ selection }, before) => {
        if (selection === before.selection || selection.size === 0) return
        if (!useUi.getState().yielded.includes('inspector')) return
        setOwnView(true)
        ui.showPanel('inspector')
        requestAnimationFrame(() => ui.reveal([...selection]))
      }),
    [],
  )
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    let last = { width: element.clientWidth, height: element.clientHeight }
    const watcher = new ResizeObserver(() => {
      const size = { width: element.clientWidth, height: element.clientHeight }
      const same = size.width === last.width && size.height === last.height
      last = size
      const box = boundsOf([])
      if (same || isOwnView() || !box || size.width === 0 || size.height === 0) return
      void flow.setViewport(firstView(box, size, useDocument.getState().model.executors.length))
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [canvas, flow])
}

function giveWay(canvas: HTMLElement | null): void {
  ui.restorePanels()
  const box = boundsOf([])
  const pane = canvas?.getBoundingClientRect()
  // On a phone nothing stands beside the canvas.
  if (isPhone() || !box || !pane || pane.width === 0 || isOwnView()) return
  const { panels } = useUi.getState()
  const open = PANELS.filter((panel) => panels[panel]).map((panel) => ({
    panel,
    width: document.getElementById(`region-${panel}`)?.offsetWidth ?? 0,
  }))
  ui.yieldPanels(panelsInTheWay(box, pane, open, useDocument.getState().model.executors.length))
}
