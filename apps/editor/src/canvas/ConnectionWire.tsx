import { getBezierPath, useStore, type ConnectionLineComponentProps } from '@xyflow/react'
import { wireTarget } from './wireTarget.ts'

/** The wire under the pointer: it goes to the handle of a node that is near, and says why if that cannot take it. */
export function ConnectionWire({
  fromX,
  fromY,
  fromPosition,
  toX,
  toY,
  toPosition,
  fromNode,
  fromHandle,
}: ConnectionLineComponentProps) {
  const zoom = useStore((state) => state.transform[2])
  const target = wireTarget({ from: fromNode.id, side: fromHandle.type }, { x: toX, y: toY }, zoom)
  const reason = target?.refused ?? null
  const end = target && reason === null ? target.handle : { x: toX, y: toY }
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: end.x,
    targetY: end.y,
    targetPosition: toPosition,
  })
  return (
    <g className={reason ? 'connection-refused' : ''}>
      <path className="react-flow__connection-path" d={path} fill="none" />
      {reason ? (
        <foreignObject x={toX + 10} y={toY + 12} width="280" height="90" style={{ overflow: 'visible' }}>
          <span className="wire-hint" style={{ transform: `scale(${1 / zoom})` }}>
            {reason}
          </span>
        </foreignObject>
      ) : null}
    </g>
  )
}
