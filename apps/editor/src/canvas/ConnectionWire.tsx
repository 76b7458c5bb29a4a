import { getBezierPath, useStore, type ConnectionLineComponentProps } from '@xyflow/react'
import { whyNot } from '../actions/edit.ts'

/** The wire under the pointer; over a node that cannot take it, it says why. */
export function ConnectionWire({
  fromX,
  fromY,
  fromPosition,
  toX,
  toY,
  toPosition,
  fromNode,
  fromHandle,
  toNode,
}: ConnectionLineComponentProps) {
  const zoom = useStore((state) => state.transform[2])
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  })
  const reason =
    toNode && toNode.id !== fromNode.id
      ? whyNot(fromHandle.type === 'source' ? [fromNode.id, toNode.id] : [toNode.id, fromNode.id])
      : null
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
