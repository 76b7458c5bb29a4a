import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { GRID, NODE_SIZE } from '@flowdeck/shared'
import { select, useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { onCanvasKey } from './canvasKeys.ts'
import { useCanvasView } from './canvasView.ts'
import { ConnectionWire } from './ConnectionWire.tsx'
import { dropHandlers } from './dropHandlers.ts'
import { ExecutorNode } from './ExecutorNode.tsx'
import { nodeAt } from './fitNodes.ts'
import { FlowEdge, type FlowCanvasEdge } from './FlowEdge.tsx'
import type { CanvasNode } from './flowNodes.ts'
import { GatewayBar } from './GatewayBar.tsx'
import { GroupFrame } from './groups/GroupFrame.tsx'
import { NoteNode } from './notes/NoteNode.tsx'
import { Overview } from './Overview.tsx'
import { SelectionTools } from './SelectionTools.tsx'
import { useChanged } from './useChanged.ts'
import { useConnecting } from './useConnecting.ts'
import { useFlowEdges } from './useFlowEdges.ts'
import { useFlowNodes } from './useFlowNodes.ts'
import { useReveal, useStayInView } from './useReveal.ts'
import { useViewport } from './useViewport.ts'
import { useWheel } from './useWheel.ts'
import { ZoomTools } from './ZoomTools.tsx'

const NODE_TYPES = {
  executor: ExecutorNode,
  gateway: GatewayBar,
  'group-frame': GroupFrame,
  note: NoteNode,
}
const EDGE_TYPES = { flow: FlowEdge }
/** How a Flow is brought into view the first time; later `fitNodes` does it. */
const FIT = { padding: 0.07, maxZoom: 1.15 }
const PAN_BUTTONS = [1]
const SNAP: [number, number] = [GRID, GRID]
const MULTI_KEYS = ['Meta', 'Control', 'Shift']
const NO_EDGES: FlowCanvasEdge[] = []
/** A small Flow is seen whole; the map of a very large one costs 2–5 ms a step. */
const MINIMAP = { from: 12, to: 1500 }

/** The canvas: the Flow as nodes and edges, edited with pointer or keyboard. */
export function Canvas() {
  const flow = useReactFlow<CanvasNode, FlowCanvasEdge>()
  const { nodes, onNodesChange, onDragStart, onDragStop } = useFlowNodes()
  const edges = useFlowEdges()
  const connecting = useConnecting()
  const linking = useUi((state) => state.linking)
  const { viewport, detail, onMove, onMoveEnd } = useViewport()
  useCanvasView(flow)
  useReveal()
  useStayInView()
  useChanged()
  const onWheel = useWheel()
  const phone = usePhone()
  const side = linking?.side === 'source' ? 'target' : 'source'
  const far = detail === 'map'
  return (
    <div
      className={`canvas ${linking ? `connecting connecting-to-${side}` : ''}`}
      data-detail={detail}
      tabIndex={-1}
      onPointerDownCapture={(event) => {
        // React Flow keeps the browser from moving the focus here; a field that is left must commit.
        if ((event.target as Element).closest('.react-flow__node, button')) return
        event.currentTarget.focus({ preventScroll: true })
      }}
      onWheelCapture={onWheel}
      onKeyDown={onCanvasKey}
      onDoubleClick={(event) => {
        if (!(event.target as Element).classList.contains('react-flow__pane')) return
        const screen = { x: event.clientX, y: event.clientY }
        const at = flow.screenToFlowPosition(screen)
        ui.openQuickAdd({ screen, at: { x: at.x - 24, y: at.y - NODE_SIZE.height / 2 }, wire: null })
      }}
      {...dropHandlers(flow)}
    >
      <ArrowHead />
      <ReactFlow<CanvasNode, FlowCanvasEdge>
        nodes={far ? nodes.filter((node) => node.selected) : nodes}
        edges={far ? NO_EDGES : edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        aria-label="Flow canvas"
        role="application"
        {...(viewport ? { defaultViewport: viewport } : { fitView: true, fitViewOptions: FIT })}
        onMove={onMove}
        onMoveEnd={onMoveEnd}
        minZoom={0.02}
        maxZoom={2}
        onlyRenderVisibleElements
        connectionMode={ConnectionMode.Strict}
        connectionRadius={26}
        reconnectRadius={14}
        connectionLineComponent={ConnectionWire}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        elevateNodesOnSelect={false}
        multiSelectionKeyCode={MULTI_KEYS}
        selectionKeyCode={null}
        selectionMode={SelectionMode.Partial}
        selectionOnDrag={!phone}
        panOnDrag={phone || PAN_BUTTONS}
        nodesDraggable={!phone}
        nodesConnectable={!phone}
        edgesReconnectable={!phone}
        panActivationKeyCode="Space"
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP}
        onNodesChange={onNodesChange}
        onNodeDragStart={(event) => onDragStart(event.altKey)}
        onNodeDragStop={(_, __, moved) => onDragStop(moved)}
        onSelectionDragStart={(event) => onDragStart(event.altKey)}
        onSelectionDragStop={(_, moved) => onDragStop(moved)}
        onEdgeClick={(event, edge) => {
          const add = event.shiftKey || event.ctrlKey || event.metaKey
          select([], [...(add ? useDocument.getState().selectedEdges : []), edge.id])
        }}
        onEdgeMouseEnter={(_, edge) => ui.hoverEdge(edge.id)}
        onEdgeMouseLeave={() => ui.hoverEdge(null)}
        onPaneClick={(event) => {
          const hit = far ? nodeAt(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })) : null
          select(hit === null ? [] : [hit])
          ui.setLinking(null)
        }}
        {...connecting}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 1.5} size={1.4} color="var(--dots)" />
        {!far && nodes.length > MINIMAP.from && nodes.length <= MINIMAP.to ? (
          <MiniMap
            pannable
            zoomable
            style={{ width: 168, height: 112 }}
            ariaLabel="Map of the Flow"
            nodeColor={(node) => (node.selected ? 'var(--accent)' : 'var(--border-strong)')}
            nodeStrokeWidth={0}
            nodeBorderRadius={20}
          />
        ) : null}
      </ReactFlow>
      {far ? <Overview /> : null}
      <ZoomTools />
      <SelectionTools />
    </div>
  )
}

function ArrowHead() {
  return (
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
  )
}
