import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { memo, useCallback, useMemo, useRef } from 'react'
import { useDeploymentStates } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { animateMs, boundsOf, type Box } from './fitNodes.ts'
import { getNodeSize } from './layoutInput.ts'
import { stateToken } from './paintOverview.ts'
import { nodeIds } from './placeMissing.ts'
import { useMapPointer, type MapScale } from './useMapPointer.ts'
import { t } from '../i18n/t.ts'

/** A small Flow is seen whole; a very large one is nothing but specks on a map of this size. */
const SHOWN = { from: 12, to: 1500 }
const SIZE = { width: 168, height: 112 }
/** Pixels between the Flow and the edge of its map. */
const MARGIN = 8

/** The Flow in the corner: a click or a drag moves the view, the wheel zooms, failed Executors are red. */
export function FlowMap() {
  const count = useDocument((state) => state.model.executors.length)
  return count < SHOWN.from || count > SHOWN.to ? null : <ShownMap />
}

function ShownMap() {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const place = useMemo(() => scaleOf(boundsOf([], { model, layout })), [model, layout])
  const ref = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()
  const centre = useCallback(
    (x: number, y: number, duration: number) => void flow.setCenter(x, y, { zoom: flow.getZoom(), duration }),
    [flow],
  )
  const zoom = useCallback(
    (factor: number) => void flow.zoomTo(flow.getZoom() * factor, { duration: 0 }),
    [flow],
  )
  const handlers = useMapPointer(ref, { place, centre, zoom, animateMs })
  return (
    <Panel position="bottom-right" className="flow-map">
      <div ref={ref} role="img" aria-label={t('Map of the Flow')} style={SIZE} {...handlers}>
        <Blocks place={place} />
        <Seen place={place} />
      </div>
    </Panel>
  )
}

function scaleOf(box: Box | null): MapScale {
  if (!box) return { x: 0, y: 0, scale: 1 }
  const scale = Math.min((SIZE.width - 2 * MARGIN) / box.width, (SIZE.height - 2 * MARGIN) / box.height)
  return {
    x: SIZE.width / 2 - (box.x + box.width / 2) * scale,
    y: SIZE.height / 2 - (box.y + box.height / 2) * scale,
    scale,
  }
}

/** The nodes; they stay as they are while the view moves. */
const Blocks = memo(function Blocks({ place: { x, y, scale } }: { place: MapScale }) {
  const id = useDocument((state) => state.id)
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout.nodes)
  const selection = useDocument((state) => state.selection)
  const states = useDeploymentStates(id)
  const names = [...states].flatMap(([name, { state }]) => (state === 'failed' ? [name] : [])).join('\n')
  return useMemo(() => {
    const ran = new Set(names.split('\n'))
    const failed = new Set(
      model.executors
        .filter((card) => stateToken(card, ran.has(card.name) ? 'failed' : undefined) === '--state-failed')
        .map(({ name }) => name),
    )
    return (
      <svg {...SIZE} aria-hidden="true">
        <g transform={`translate(${x} ${y}) scale(${scale})`}>
          {nodeIds(model).map((node) => {
            const at = layout[node]
            if (!at) return null
            const look = failed.has(node) ? 'failed' : selection.has(node) ? 'selected' : undefined
            return (
              <rect
                key={node}
                className="flow-map-node"
                data-look={look}
                {...getNodeSize(node)}
                x={at.x}
                y={at.y}
                rx={20}
              />
            )
          })}
        </g>
      </svg>
    )
  }, [x, y, scale, model, layout, selection, names])
})

/** What of the Flow the canvas shows; everything else is veiled. */
function Seen({ place: { x, y, scale } }: { place: MapScale }) {
  const [dx, dy, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  return (
    <div
      className="flow-map-seen"
      style={{
        width: (width / zoom) * scale,
        height: (height / zoom) * scale,
        transform: `translate(${x - (dx / zoom) * scale}px, ${y - (dy / zoom) * scale}px)`,
      }}
    />
  )
}
