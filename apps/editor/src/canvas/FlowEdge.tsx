import { BaseEdge, EdgeLabelRenderer, getBezierPath, type Edge, type EdgeProps } from '@xyflow/react'
import { Plus, X } from 'lucide-react'
import { memo } from 'react'
import { GATEWAY } from '@flowdeck/shared'
import { useUi, ui } from '../state/uiStore.ts'
import { disconnect } from '../actions/edit.ts'
import { editName, EXIT } from './canvasModel.ts'
import { bowedPath } from './edgePath.ts'
import { isFolded } from './flowNodes.ts'

export type FlowCanvasEdge = Edge<{ conditional: boolean; bowed: boolean }, 'flow'>

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowCanvasEdge>) {
  const { id, source, target, data } = props
  const [path, x, y] = data?.bowed ? bowedPath(props) : getBezierPath(props)
  const fixed = isFolded(source, target)
  const hovered = useUi((state) => state.hoverEdge === id && state.linking === null) && !fixed
  const at = { transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={props.markerEnd ?? ''} interactionWidth={20} />
      {data?.conditional && !hovered ? (
        <EdgeLabelRenderer>
          <span className="chip edge-chip" style={at}>
            when
          </span>
        </EdgeLabelRenderer>
      ) : null}
      {hovered ? (
        <EdgeLabelRenderer>
          <div
            className="edge-tools nodrag nopan"
            style={at}
            onMouseEnter={() => ui.hoverEdge(id)}
            onMouseLeave={() => ui.hoverEdge(null)}
          >
            <button
              type="button"
              className="icon-btn small"
              aria-label={`Insert an Executor between ${words(source)} and ${words(target)}`}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect()
                ui.openQuickAdd({
                  screen: { x: box.left, y: box.bottom + 6 },
                  at: null,
                  wire: { type: 'edge', from: source, to: target },
                })
              }}
            >
              <Plus aria-hidden="true" />
            </button>
            {target === EXIT ? null : (
              <button
                type="button"
                className="icon-btn small"
                aria-label={`Delete the edge from ${words(source)} to ${words(target)}`}
                onClick={() => disconnect(source, target)}
              >
                <X aria-hidden="true" />
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  )
})

const words = (nodeId: string) => (editName(nodeId) === GATEWAY ? 'the Gateway' : nodeId)
