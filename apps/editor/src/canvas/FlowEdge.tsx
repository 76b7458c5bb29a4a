import { BaseEdge, EdgeLabelRenderer, getBezierPath, type Edge, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useUi } from '../state/uiStore.ts'
import { useCut } from './cutting.ts'
import { bowedPath } from './edgePath.ts'
import { EdgeTools } from './EdgeTools.tsx'
import { isFolded } from './flowNodes.ts'

export type FlowCanvasEdge = Edge<{ conditional: boolean; bowed: boolean }, 'flow'>

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowCanvasEdge>) {
  const { id, source, target, data } = props
  const [path, x, y] = data?.bowed ? bowedPath(props) : getBezierPath(props)
  const doomed = useCut((cut) => cut.crossed.has(id))
  const fixed = isFolded(source, target)
  const hovered = useUi((state) => state.hoverEdge === id && state.linking === null) && !fixed
  return (
    <>
      <BaseEdge
        id={id}
        className={doomed ? 'doomed' : ''}
        path={path}
        markerEnd={props.markerEnd ?? ''}
        interactionWidth={16}
      />
      {data?.conditional && !hovered ? (
        <EdgeLabelRenderer>
          <span
            className="chip edge-chip"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            when
          </span>
        </EdgeLabelRenderer>
      ) : null}
      {hovered ? <EdgeTools id={id} source={source} target={target} at={{ x, y }} /> : null}
    </>
  )
})
