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
import { wireTarget, type WireTarget } from './wireTarget.ts'

type Flow = Pick<ReactFlowInstance, 'screenToFlowPosition' | 'getZoom'>
type Pointer = MouseEvent | TouchEvent

/** Drawing a wire: which nodes take it, what happens where it is dropped, and moving the ends of an edge. */
export function useConnecting() {
  const flow = useReactFlow()
  const [handlers] = useState(() => connectHandlers(flow))
  return handlers
}

function connectHandlers(flow: Flow) {
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
    onConnectEnd(event: Pointer, state: FinalConnectionState) {
      ui.setLinking(null)
      const { fromNode, fromHandle, isValid } = state
      // The end of an edge that was moved is looked at in `onReconnectEnd`.
      if (!fromNode || !fromHandle || isValid || !reconnected) return
      const target = targetAt(flow, event, state)
      if (target) {
        if (target.refused === null) connect(...target.ends)
        else refuse(target.refused)
        return
      }
      const screen = screenPoint(event)
      if (!screen || over(screen, fromNode.id)) return
      const at = flow.screenToFlowPosition(screen)
      const forward = fromHandle.type === 'source'
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
    onReconnectEnd(event: Pointer, edge: Edge, _: unknown, state: FinalConnectionState) {
      if (reconnected) return
      reconnected = true
      const target = targetAt(flow, event, state)
      if (!target) {
        const screen = screenPoint(event)
        if (!screen || !over(screen, state.fromNode?.id ?? '')) disconnect(edge.source, edge.target)
      } else if (target.refused === null) reconnect(edge, { source: target.ends[0], target: target.ends[1] })
      else if (target.node !== edge.source && target.node !== edge.target) refuse(target.refused)
    },
  }
}

function screenPoint(event: Pointer): { x: number; y: number } | null {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  return point ? { x: point.clientX, y: point.clientY } : null
}

function targetAt(
  flow: Flow,
  event: Pointer,
  { fromNode, fromHandle }: FinalConnectionState,
): WireTarget | null {
  const screen = screenPoint(event)
  if (!screen || !fromNode || !fromHandle) return null
  const point = flow.screenToFlowPosition(screen, { snapToGrid: false })
  return wireTarget({ from: fromNode.id, side: fromHandle.type }, point, flow.getZoom())
}

/** The pointer is still over the node that the wire comes from: nothing was meant. */
const over = ({ x, y }: { x: number; y: number }, id: string) =>
  document.elementFromPoint(x, y)?.closest('.react-flow__node')?.getAttribute('data-id') === id
