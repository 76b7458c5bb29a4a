import {
  ConnectionMode,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStoreApi,
  type ReactFlowInstance,
} from '@xyflow/react'
import { useCallback, useMemo, useRef, useState, type CSSProperties } from 'react'
import { NODE_SIZE } from '@flowdeck/shared'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { AlignGuides } from './AlignGuides.tsx'
import { onCanvasKey, onSpace, toggleSelected } from './canvasKeys.ts'
import { useCanvasView } from './canvasView.ts'
import { ConnectionWire } from './ConnectionWire.tsx'
import { CutStroke } from './CutStroke.tsx'
import { cutHandlers } from './cutting.ts'
import { DotGrid } from './DotGrid.tsx'
import type { DragView } from './dragSnap.ts'
import { dropHandlers } from './dropHandlers.ts'
import { ExecutorNode } from './ExecutorNode.tsx'
import { fitNodes, MAX_ZOOM, MIN_ZOOM, nodeAt } from './fitNodes.ts'
import { farDragHandlers } from './farDrag.ts'
import { FlowEdge, type FlowCanvasEdge } from './FlowEdge.tsx'
import type { CanvasNode } from './flowNodes.ts'
import { GatewayBar } from './GatewayBar.tsx'
import { FlowMap } from './FlowMap.tsx'
import { GroupFrame } from './groups/GroupFrame.tsx'
import { NoteNode } from './notes/NoteNode.tsx'
import { Overview } from './Overview.tsx'
import { elementsOfMap } from './mapElements.ts'
import { isFew } from './paintOverview.ts'
import { useFarSelection } from './useFarSelection.ts'
import { useChanged } from './useChanged.ts'
import { useConnecting } from './useConnecting.ts'
import { useFlowEdges, useTraced } from './useFlowEdges.ts'
import { useFlowNodes } from './useFlowNodes.ts'
import { useHand } from './useHand.ts'
import { useKnownSizes } from './useKnownSizes.ts'
import { useReveal, useStayInView } from './useReveal.ts'
import { useRoom } from './useRoom.ts'
import { setOwnView } from './viewOwner.ts'
import { detailFor, useViewport } from './useViewport.ts'
import { useWheel } from './useWheel.ts'
import { ZoomTools } from './ZoomTools.tsx'
import { CANVAS_WORDS } from '../i18n/libraryWords.ts'
import { t } from '../i18n/t.ts'
import { later } from '../ui/later.tsx'

const SelectionTools = later(async () => (await import('./SelectionTools.tsx')).SelectionTools)

const NODE_TYPES = {
  executor: ExecutorNode,
  gateway: GatewayBar,
  'group-frame': GroupFrame,
  note: NoteNode,
}
const EDGE_TYPES = { flow: FlowEdge }
const PAN_BUTTONS = [1]
/** How wide an edge feels the pointer, in pixels of the screen. */
const EDGE_HIT_PX = 16
const MULTI_KEYS = ['Meta', 'Control', 'Shift']
const NO_EDGES: FlowCanvasEdge[] = []

const showAll = (flow: ReactFlowInstance<CanvasNode, FlowCanvasEdge>) => fitNodes(flow, [], 0)

/** The canvas: the Flow as nodes and edges, edited with pointer or keyboard. */
export function Canvas() {
  const flow = useReactFlow<CanvasNode, FlowCanvasEdge>()
  const store = useStoreApi<CanvasNode, FlowCanvasEdge>()
  useKnownSizes()
  const ctrlRef = useRef(false)
  const view = useCallback((): DragView => {
    const { transform, width, height } = store.getState()
    const [x, y, zoom] = transform
    const seen = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
    return { seen, zoom, suspended: ctrlRef.current }
  }, [store])
  const { nodes, onNodesChange, onDragStart, onDragStop } = useFlowNodes(view)
  const [cut] = useState(() => cutHandlers(flow))
  const [farDrag] = useState(() => farDragHandlers(flow))
  const { hand, moved, onMoveStart } = useHand()
  const tracing = useTraced() !== null
  const edges = useFlowEdges()
  const connecting = useConnecting()
  const linking = useUi((state) => state.linking)
  const { viewport, detail, still, onMove, onMoveEnd } = useViewport()
  useCanvasView(flow)
  useReveal()
  useStayInView()
  const canvasRef = useRef<HTMLDivElement>(null)
  useRoom(canvasRef)
  useChanged()
  const onWheel = useWheel()
  const phone = usePhone()
  const far = detail === 'map'
  // From afar a large Flow is one drawing.
  const painted = useDocument((state) => !isFew(state.model)) && far
  const shown = useMemo(() => (painted ? elementsOfMap(nodes) : nodes), [painted, nodes])
  const farSelection = useFarSelection(painted)
  return (
    <div
      ref={canvasRef}
      className={`canvas ${linking ? 'connecting' : ''} ${hand ? 'hand' : ''} ${tracing ? 'tracing' : ''}`}
      data-detail={detail}
      style={{ '--edge-hit': `${EDGE_HIT_PX / still}px` } as CSSProperties}
      tabIndex={-1}
      onPointerDownCapture={(event) => {
        if (!hand && ((painted && farDrag.begin(event)) || cut.begin(event))) event.stopPropagation()
        // React Flow keeps the browser from moving the focus here; a field that is left must commit.
        if ((event.target as Element).closest('.react-flow__node, button')) return
        event.currentTarget.focus({ preventScroll: true })
      }}
      onPointerMoveCapture={(event) => {
        ctrlRef.current = event.ctrlKey || event.metaKey
        cut.onPointerMove(event)
        farDrag.onPointerMove(event)
      }}
      onPointerUp={() => {
        cut.onPointerUp()
        farDrag.onPointerUp()
      }}
      onPointerCancel={() => {
        cut.onPointerCancel()
        farDrag.onPointerCancel()
      }}
      onWheelCapture={onWheel}
      onKeyDown={onCanvasKey}
      onKeyUp={(event) => {
        if (event.key === ' ' && !moved()) onSpace(event)
      }}
      onDoubleClick={(event) => {
        if (phone || !(event.target as Element).classList.contains('react-flow__pane')) return
        const screen = { x: event.clientX, y: event.clientY }
        const at = flow.screenToFlowPosition(screen)
        ui.openQuickAdd({ screen, at: { x: at.x - 24, y: at.y - NODE_SIZE.height / 2 }, wire: null })
      }}
      {...dropHandlers(flow)}
    >
      <ArrowHead />
      <ReactFlow<CanvasNode, FlowCanvasEdge>
        nodes={shown}
        edges={painted ? NO_EDGES : edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        aria-label={t('Flow canvas')}
        ariaLabelConfig={CANVAS_WORDS}
        role="application"
        {...(viewport ? { defaultViewport: viewport } : { onInit: showAll })}
        onMoveStart={(event) => {
          onMoveStart()
          // Without an event a program moves it.
          if (event) setOwnView(true)
        }}
        onMove={(_, to) => {
          if (!far && detailFor(to.zoom) === 'map' && !isFew(useDocument.getState().model)) {
            // Before React draws the new view: it would mount thousands of nodes, to take them away at once.
            store.getState().setNodes(elementsOfMap(nodes))
            store.getState().setEdges(NO_EDGES)
          }
          onMove(to)
        }}
        onMoveEnd={onMoveEnd}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
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
        onNodesChange={onNodesChange}
        onNodeDragStart={(event) => onDragStart(event.altKey)}
        onNodeDragStop={onDragStop}
        onSelectionDragStart={(event) => onDragStart(event.altKey)}
        onSelectionDragStop={onDragStop}
        {...farSelection}
        onEdgeClick={(event, edge) => {
          const add = event.shiftKey || event.ctrlKey || event.metaKey
          select([], [...(add ? useDocument.getState().selectedEdges : []), edge.id])
        }}
        onEdgeMouseEnter={(_, edge) => ui.hoverEdge(edge.id)}
        onEdgeMouseLeave={() => ui.hoverEdge(null)}
        onPaneClick={(event) => {
          const hit = far ? nodeAt(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })) : null
          if (hit !== null && (event.shiftKey || event.ctrlKey || event.metaKey)) toggleSelected(hit)
          else select(hit === null ? [] : [hit])
          ui.setLinking(null)
        }}
        {...connecting}
        proOptions={{ hideAttribution: true }}
      >
        <DotGrid />
        {far ? null : <FlowMap />}
        <AlignGuides />
        <CutStroke />
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
