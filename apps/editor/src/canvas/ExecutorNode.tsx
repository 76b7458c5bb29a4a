import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { CircleAlert, Plus, TriangleAlert } from 'lucide-react'
import { memo, useState } from 'react'
import { visibleText } from '@flowdeck/shared'
import { NodePassage } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { KindIcon } from '../ui/KindIcon.tsx'
import { middleEllipsis } from '../ui/shorten.ts'
import { StateGlyph } from '../ui/StateGlyph.tsx'
import type { ExecutorCard } from './canvasModel.ts'
import { KIND_WORDS } from './executorFacts.ts'
import { linkClass } from './linkClass.ts'
import { stateId } from './stateId.ts'
import { useFilled } from './useFilled.ts'
import { useNodeState, type ShownState } from './useNodeState.ts'
import { t } from '../i18n/t.ts'

export type ExecutorFlowNode = Node<{ card: ExecutorCard }, 'executor'>

export const ExecutorNode = memo(function ExecutorNode({ id, data: { card } }: NodeProps<ExecutorFlowNode>) {
  const link = useUi((state) => linkClass(state.linking, id))
  const shown = useNodeState(card)
  const filled = useFilled()
  const [pointed, setPointed] = useState(false)
  return (
    <div
      className={`node ${card.floating ? 'floating' : ''} ${card.disabled ? 'disabled' : ''} ${link}`}
      data-state={shown.state}
      onMouseEnter={() => setPointed(true)}
      onMouseLeave={() => setPointed(false)}
    >
      {filled ? <Content id={id} card={card} shown={shown} /> : null}
      {pointed && !card.disabled ? <PlusButton id={id} name={card.name} /> : null}
    </div>
  )
})

function Content({ id, card, shown }: { id: string; card: ExecutorCard; shown: ShownState }) {
  const flowId = useDocument((state) => state.id)
  const changed = useUi((state) => state.changed.has(id))
  const { state, running, words, count, said } = shown
  const problems = card.errors + card.warnings
  const name = visibleText(card.name)
  return (
    <>
      {card.disabled ? null : (
        <Handle
          type="target"
          role="img"
          position={Position.Left}
          aria-label={t('Input of {{name}}', { name: card.name })}
        />
      )}
      <div className="node-row">
        <StateGlyph state={state} />
        <span className="node-name" title={name} dir="auto">
          {name}
        </span>
        {count ? <span className="node-count">{count}</span> : null}
        <span className="node-kind" data-kind={card.kind} title={KIND_WORDS[card.kind]}>
          <KindIcon kind={card.kind} />
        </span>
      </div>
      <div className="node-uses" title={card.uses}>
        {middleEllipsis(card.uses, 28)}
      </div>
      <div className="node-foot">
        {running || card.chips.length === 0 ? (
          <span className="node-phase" data-state={state} title={words}>
            {words}
          </span>
        ) : null}
        {running ? <NodePassage flowId={flowId} name={id} /> : null}
        {card.chips.slice(0, running ? 2 : 4).map((chip) => (
          <span className="chip" key={chip}>
            {chip}
          </span>
        ))}
      </div>
      {problems > 0 ? (
        <span
          className={`node-badge ${card.errors > 0 ? 'error' : ''}`}
          title={t('{{count}} problems: see the Problems tab', { count: problems })}
        >
          {card.errors > 0 ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
          {problems}
        </span>
      ) : null}
      {changed ? <ChangedMark /> : null}
      <span hidden id={stateId(id)}>
        {said}
        {changed ? `, ${t('changed since the start')}` : ''}
      </span>
      {card.disabled ? null : (
        <Handle
          type="source"
          role="img"
          position={Position.Right}
          aria-label={t('Output of {{name}}', { name: card.name })}
        />
      )}
    </>
  )
}

/** Adds what follows; made for the node that is pointed at only, since a view of nodes is made while a person pans. */
function PlusButton({ id, name }: { id: string; name: string }) {
  return (
    <button
      type="button"
      className="node-plus nodrag nopan"
      tabIndex={-1}
      aria-label={t('Add an Executor after {{name}}', { name })}
      onClick={(event) => {
        event.stopPropagation()
        const box = event.currentTarget.getBoundingClientRect()
        ui.openQuickAdd({
          screen: { x: box.right + 6, y: box.top },
          at: null,
          wire: { type: 'after', from: id },
        })
      }}
    >
      <Plus aria-hidden="true" />
    </button>
  )
}

export function ChangedMark() {
  return (
    <span
      className="node-changed"
      title={t('Changed since the Flow was started: stop and start it to apply')}
    />
  )
}
