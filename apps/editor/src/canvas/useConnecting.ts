import {
  useReactFlow,
  type Connection,
  type Edge,
  type FinalConnectionState,
  type OnConnectStartParams,
  type ReactFlowInstance,
} from '@xyflow/react'
import { useState } from 'react'
import { NODE_SIZE } from '@flowdeck/shared'
import { connect, disconnect, reconnect, refusals, refuse, whyNot } from '../actions/edit.ts'
import { ui } from '../state/uiStore.ts'

/** Drawing a wire: which nodes take it, what happens where it is dropped, and moving the ends of an edge. */
export function useConnecting() {
  const flow = useReactFlow()
  const [handlers] = useState(() => connectHandlers(flow))
  return handlers
}

function connectHandlers(flow: Pick<ReactFlowInstance, 'screenToFlowPosition'>) {
  let reconnected = true
  return {
    onConnectStart(_: unknown, { nodeId, handleType }: OnConnectStartParams) {
      if (!nodeId || !handleType) return
      ui.setLinking({
        from: nodeId,
        by: 'pointer',
        side: handleType,
        refused: refusals(nodeId, handleType),
      })
    },
    isValidConnection: ({ source, target }: Connection | Edge) => whyNot([source, target]) === null,
    onConnect({ source, target }: Connection) {
      connect(source, target)
    },
    onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
      ui.setLinking(null)
      const { fromNode, fromHandle, toNode } = state
      if (!fromNode || state.isValid) return
      const forward = fromHandle?.type !== 'target'
      if (toNode) {
        if (toNode.id !== fromNode.id) dropOn(forward ? [fromNode.id, toNode.id] : [toNode.id, fromNode.id])
        return
      }
      const point = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!point) return
      const screen = { x: point.clientX, y: point.clientY }
      const at = flow.screenToFlowPosition(screen)
      ui.openQuickAdd({
        screen,
        at: { x: forward ? at.x : at.x - NODE_SIZE.width, y: at.y - NODE_SIZE.height / 2 },
        wire: forward ? { type: 'after', from: fromNode.id } : { type: 'before', to: fromNode.id },
      })
    },
    onReconnectStart() {
      reconnected = false
    },
    onReconnect(edge: Edge, { source, target }: Connection) {
      reconnected = true
      reconnect(edge, { source, target })
    },
    onReconnectEnd(_: unknown, edge: Edge, __: unknown, state: FinalConnectionState) {
      if (reconnected) return
      reconnected = true
      if (!state.toNode) disconnect(edge.source, edge.target)
    },
  }
}

/** The wire was let go over a node, but not over its handle. */
function dropOn(ends: readonly [string, string]): void {
  const reason = whyNot(ends)
  if (reason) refuse(reason)
  else connect(...ends)
}
