import {
  BaseEdge,
  Controls,
  Handle,
  Position,
  ReactFlow,
  ReactFlowProvider,
  getBezierPath,
  useReactFlow,
  type EdgeProps,
  type NodeProps,
} from '@xyflow/react'
import type { FlowLayout } from '@flowdeck/shared'
import { useMemo } from 'react'
import { ENTRY } from '../canvas/canvasModel.ts'
import { DotGrid } from '../canvas/DotGrid.tsx'
import {
  CHANGE_WORDS,
  differing,
  wordsOfDiff,
  type Change,
  type FlowDiff,
  type KeyChange,
} from './diffFlows.ts'
import { toDiffNodes, type DiffFlowEdge, type DiffFlowNode } from './diffNodes.ts'
import { CANVAS_WORDS } from '../i18n/libraryWords.ts'
import { t } from '../i18n/t.ts'

interface Props {
  diff: FlowDiff
  layouts: { before: FlowLayout['nodes']; after: FlowLayout['nodes'] }
}

const NODE_TYPES = { diff: DiffNode }
const EDGE_TYPES = { diff: DiffEdge }
const SIGNS: Record<Change, string> = { same: '', added: '+', removed: '−', changed: '±' }

/** Both Flows on one canvas: what came, what went, what changed. A click on a change brings it near. */
export function CanvasDiff(props: Props) {
  return (
    <ReactFlowProvider>
      <p className="diff-words">{wordsOfDiff(props.diff)}</p>
      <div className="diff-canvas">
        <Picture {...props} />
        <ChangeList diff={props.diff} />
      </div>
    </ReactFlowProvider>
  )
}

function Picture({ diff, layouts }: Props) {
  const { nodes, edges } = useMemo(() => toDiffNodes(diff, layouts), [diff, layouts])
  return (
    <div className="diff-picture">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        aria-label={t('Both Flows on one canvas')}
        ariaLabelConfig={CANVAS_WORDS}
        fitView
        fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
        minZoom={0.05}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={nodes.length > 200}
        proOptions={{ hideAttribution: true }}
      >
        <DotGrid />
        <Controls showInteractive={false} aria-label={t('Zoom of the picture')} />
      </ReactFlow>
    </div>
  )
}

function DiffNode({ id, data }: NodeProps<DiffFlowNode>) {
  return (
    <div className={`diff-node ${data.change}`} data-node={id}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
      <b>
        {SIGNS[data.change] ? <i aria-hidden="true">{SIGNS[data.change]}</i> : null}
        <span>{data.name}</span>
      </b>
      {data.uses ? <small className="mono">{data.uses}</small> : null}
      {data.keys ? <small className="diff-keys">{data.keys}</small> : null}
    </div>
  )
}

function DiffEdge(props: EdgeProps<DiffFlowEdge>) {
  const [path] = getBezierPath(props)
  return <BaseEdge id={props.id} path={path} />
}

function ChangeList({ diff }: { diff: FlowDiff }) {
  const flow = useReactFlow()
  const show = (id: string) => void flow.fitView({ nodes: [{ id }], maxZoom: 1, padding: 1.2, duration: 180 })
  const changes = diff.executors.filter(({ change }) => change !== 'same')
  if (differing(diff).length === 0 && diff.edges.every(({ change }) => change === 'same')) return null
  return (
    <ul className="diff-list" aria-label={t('What differs')}>
      {diff.flow.length > 0 ? (
        <ChangeRow
          change="changed"
          name={t('Flow and Gateway')}
          keys={diff.flow}
          onShow={() => show(ENTRY)}
        />
      ) : null}
      {changes.map(({ card, change, keys }) => (
        <ChangeRow
          key={card.name}
          change={change}
          name={card.name}
          keys={keys}
          onShow={() => show(card.name)}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  change: Change
  name: string
  keys: readonly KeyChange[]
  onShow: () => void
}

function ChangeRow({ change, name, keys, onShow }: RowProps) {
  return (
    <li>
      <button type="button" className={`diff-row ${change}`} onClick={onShow}>
        <i aria-hidden="true">{SIGNS[change]}</i>
        <span>
          <b>{name}</b> <span className="muted">{CHANGE_WORDS[change]}</span>
          {keys.map(({ key, before, after }) => (
            <small key={key} className="mono">
              {key}: {before === null ? <em>{t('not set')}</em> : <s>{before}</s>} →{' '}
              {after ?? <em>{t('not set')}</em>}
            </small>
          ))}
        </span>
      </button>
    </li>
  )
}
