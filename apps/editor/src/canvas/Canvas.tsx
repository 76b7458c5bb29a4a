import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  MiniMap,
  ReactFlow,
  SelectionMode,
  applyNodeChanges,
  useReactFlow,
  type FinalConnectionState,
  type NodeChange,
} from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { GRID, NODE_SIZE, type FlowLayout } from '@flowdeck/shared'
import { addExecutor, connect, disconnect, reconnect, refusals, refuse, whyNot } from '../actions/edit.ts'
import { readDragged } from '../palette/dragData.ts'
import { moveNodes, select, useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { ConnectionWire } from './ConnectionWire.tsx'
import { ExecutorNode } from './ExecutorNode.tsx'
import { FlowEdge, type FlowCanvasEdge } from './FlowEdge.tsx'
import { hiddenEdges } from './edgePath.ts'
import { toFlowEdges, toFlowNodes, type CanvasNode } from './flowNodes.ts'
import { GatewayBar } from './GatewayBar.tsx'
import { Overview } from './Overview.tsx'
import { onCanvasKey } from './canvasKeys.ts'
import { FIT, useReveal, useStayInView } from './useReveal.ts'
import { useViewport } from './useViewport.ts'
import { ZoomTools } from './ZoomTools.tsx'
import { SelectionTools } from './SelectionTools.tsx'

const NODE_TYPES = { executor: ExecutorNode, gateway: GatewayBar }
const EDGE_TYPES = { flow: FlowEdge }
const PAN_BUTTONS = [1]
const SNAP: [number, number] = [GRID, GRID]
const MULTI_KEYS = ['Meta', 'Control', 'Shift']
/** The minimap costs 2–5 ms a step at 1,000 nodes. */
const MINIMAP_LIMIT = 1500

function useFlowNodes() {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const known = useRef<ReadonlyMap<string, CanvasNode>>(new Map())
  const derived = useMemo(() => {
    const nodes = toFlowNodes({ model, layout: layout.nodes, selection }, known.current)
    known.current = new Map(nodes.map((node) => [node.id, node]))
    return nodes
  }, [model, layout, selection])
  const [nodes, setNodes] = useState(derived)
  const dragging = useRef(false)
  useEffect(() => {
    if (!dragging.current) setNodes(derived)
    else
      setNodes((now) => {
        const at = new Map(now.map((node) => [node.id, node.position]))
        return derived.map((node) => ({ ...node, position: at.get(node.id) ?? node.position }))
      })
  }, [derived])
  return { nodes, setNodes, dragging }
}

function useFlowEdges() {
  const edges = useDocument((state) => state.model.edges)
  const selected = useDocument((state) => state.selectedEdges)
  const drop = useUi((state) => state.dropEdge)
  const layout = useDocument((state) => state.layout)
  const hidden = useMemo(() => hiddenEdges(edges, layout.nodes), [edges, layout])
  const known = useRef<ReadonlyMap<string, FlowCanvasEdge>>(new Map())
  return useMemo(() => {
    const list = toFlowEdges(edges, { selected, drop, hidden }, known.current)
    known.current = new Map(list.map((edge) => [edge.id, edge]))
    return list
  }, [edges, selected, drop, hidden])
}

/** The canvas: the Flow as nodes and edges, edited with pointer or keyboard. */
export function Canvas() {
  const flow = useReactFlow<CanvasNode, FlowCanvasEdge>()
  const { nodes, setNodes, dragging } = useFlowNodes()
  const edges = useFlowEdges()
  const linking = useUi((state) => state.linking)
  const { viewport, detail, onMove, onMoveEnd } = useViewport()
  useReveal()
  useStayInView()

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const chosen = changes.filter((change) => change.type === 'select')
      if (chosen.length > 0) {
        const next = new Set(useDocument.getState().selection)
        for (const change of chosen) {
          if (change.selected) next.add(change.id)
          else next.delete(change.id)
        }
        select(next, next.size > 0 ? [] : useDocument.getState().selectedEdges)
      }
      const moves = changes.filter((change) => change.type === 'position' && dragging.current)
      if (moves.length > 0) setNodes((now) => applyNodeChanges(moves, now))
    },
    [dragging, setNodes],
  )
  const onDragStop = useCallback(
    (_: unknown, __: CanvasNode, moved: CanvasNode[]) => {
      dragging.current = false
      const { layout } = useDocument.getState()
      const changed = moved.filter(({ id, position }) => {
        const old = layout.nodes[id]
        return old?.x !== position.x || old.y !== position.y
      })
      if (changed.length === 0) return
      const positions: FlowLayout['nodes'] = Object.fromEntries(
        changed.map(({ id, position }) => [id, position]),
      )
      moveNodes(
        positions,
        changed.length === 1 ? `move ${changed[0]?.id ?? ''}` : `move ${changed.length} nodes`,
      )
    },
    [dragging],
  )
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      ui.setLinking(null)
      const { fromNode, fromHandle, toNode } = state
      if (!fromNode || state.isValid) return
      const side = fromHandle?.type ?? 'source'
      if (toNode) {
        if (toNode.id === fromNode.id) return
        const reason = whyNot(side === 'source' ? [fromNode.id, toNode.id] : [toNode.id, fromNode.id])
        if (reason) refuse(reason)
        else if (side === 'source') connect(fromNode.id, toNode.id)
        else connect(toNode.id, fromNode.id)
        return
      }
      const point = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!point) return
      const screen = { x: point.clientX, y: point.clientY }
      const at = flow.screenToFlowPosition(screen)
      ui.openQuickAdd({
        screen,
        at: {
          x: side === 'source' ? at.x : at.x - NODE_SIZE.width,
          y: at.y - NODE_SIZE.height / 2,
        },
        wire: side === 'source' ? { type: 'after', from: fromNode.id } : { type: 'before', to: fromNode.id },
      })
    },
    [flow],
  )
  const drop = useDrop(flow)
  const reconnected = useRef(true)

  return (
    <div
      className={`canvas ${linking ? `connecting connecting-to-${linking.side === 'source' ? 'target' : 'source'}` : ''}`}
      data-detail={detail}
      tabIndex={-1}
      onPointerDownCapture={(event) => {
        // React Flow keeps the browser from moving the focus here; a field that is left must commit.
        if ((event.target as Element).closest('.react-flow__node, button')) return
        event.currentTarget.focus({ preventScroll: true })
      }}
      onKeyDown={(event) => onCanvasKey(event, flow)}
      onDoubleClick={(event) => {
        if (!(event.target as Element).classList.contains('react-flow__pane')) return
        const screen = { x: event.clientX, y: event.clientY }
        const at = flow.screenToFlowPosition(screen)
        ui.openQuickAdd({ screen, at: { x: at.x - 24, y: at.y - NODE_SIZE.height / 2 }, wire: null })
      }}
      {...drop}
    >
      <svg width="0" height="0" aria-hidden="true" style={{ position: 'absolute' }}>
        <defs>
          <marker
            id="flowdeck-arrow"
            viewBox="0 0 10 10"
            refX="8.5"
            refY="5"
            markerWidth="11"
            markerHeight="11"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path className="arrow-head" d="M0 .8 9.2 5 0 9.2z" />
          </marker>
        </defs>
      </svg>
      <ReactFlow<CanvasNode, FlowCanvasEdge>
        nodes={detail === 'map' ? nodes.filter((node) => node.selected) : nodes}
        edges={detail === 'map' ? [] : edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        aria-label="Flow canvas"
        role="application"
        {...(viewport ? { defaultViewport: viewport } : { fitView: true, fitViewOptions: FIT })}
        onMove={onMove}
        onMoveEnd={onMoveEnd}
        minZoom={0.05}
        maxZoom={2}
        onlyRenderVisibleElements
        connectionMode={ConnectionMode.Strict}
        connectionRadius={26}
        connectionLineComponent={ConnectionWire}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        elevateNodesOnSelect={false}
        multiSelectionKeyCode={MULTI_KEYS}
        selectionKeyCode={null}
        selectionMode={SelectionMode.Partial}
        selectionOnDrag
        panOnDrag={PAN_BUTTONS}
        panActivationKeyCode="Space"
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP}
        onNodesChange={onNodesChange}
        onNodeDragStart={() => (dragging.current = true)}
        onNodeDragStop={onDragStop}
        onSelectionDragStart={() => (dragging.current = true)}
        onSelectionDragStop={(event, moved) => {
          const [first] = moved
          if (first) onDragStop(event, first, moved)
        }}
        onEdgeClick={(event, edge) => {
          const add = event.shiftKey || event.ctrlKey || event.metaKey
          select([], [...(add ? useDocument.getState().selectedEdges : []), edge.id])
        }}
        onEdgeMouseEnter={(_, edge) => ui.hoverEdge(edge.id)}
        onEdgeMouseLeave={() => ui.hoverEdge(null)}
        onPaneClick={() => {
          select([])
          ui.setLinking(null)
        }}
        onConnectStart={(_, { nodeId, handleType }) => {
          if (!nodeId || !handleType) return
          ui.setLinking({
            from: nodeId,
            by: 'pointer',
            side: handleType,
            refused: refusals(nodeId, handleType),
          })
        }}
        isValidConnection={({ source, target }) => whyNot([source, target]) === null}
        onConnect={({ source, target }) => connect(source, target)}
        onConnectEnd={onConnectEnd}
        onReconnectStart={() => (reconnected.current = false)}
        onReconnect={(edge, { source, target }) => {
          reconnected.current = true
          reconnect(edge, { source, target })
        }}
        onReconnectEnd={(_, edge, __, state) => {
          if (reconnected.current) return
          reconnected.current = true
          if (!state.toNode) disconnect(edge.source, edge.target)
        }}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 1.5} size={1.4} color="var(--dots)" />
        {nodes.length > 12 && nodes.length <= MINIMAP_LIMIT ? (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Map of the Flow"
            nodeColor={(node) => (node.selected ? 'var(--accent)' : 'var(--border-strong)')}
            nodeStrokeWidth={0}
            nodeBorderRadius={20}
          />
        ) : null}
      </ReactFlow>
      {detail === 'map' ? <Overview /> : null}
      <ZoomTools />
      <SelectionTools />
    </div>
  )
}

/** Dropping from the palette: on the canvas, or onto an edge to go in between. */
function useDrop(flow: ReturnType<typeof useReactFlow<CanvasNode, FlowCanvasEdge>>) {
  const edgeAt = (x: number, y: number) =>
    document
      .elementsFromPoint(x, y)
      .map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id') ?? null)
      .find((id) => id !== null) ?? null
  return {
    onDragOver(event: React.DragEvent) {
      if (!event.dataTransfer.types.includes('application/x-flowdeck-executor')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      ui.setDropEdge(edgeAt(event.clientX, event.clientY))
    },
    onDragLeave(event: React.DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) ui.setDropEdge(null)
    },
    onDrop(event: React.DragEvent) {
      const entry = readDragged(event.dataTransfer)
      ui.setDropEdge(null)
      if (!entry) return
      event.preventDefault()
      const id = edgeAt(event.clientX, event.clientY)
      const edge = useDocument.getState().model.edges.find((candidate) => candidate.id === id)
      const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const at = { x: point.x - NODE_SIZE.width / 2, y: point.y - NODE_SIZE.height / 2 }
      const applied = edge
        ? addExecutor(entry, { wire: { type: 'edge', from: edge.source, to: edge.target } })
        : addExecutor(entry, { at })
      if (applied.ok) ui.focusField('name')
    },
  }
}
