import { Handle, Position, type NodeProps } from '@xyflow/react'
import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { MAX_GROUP_NAME } from '@flowdeck/shared'
import { renameGroup, toggleGroups } from '../../actions/arrange.ts'
import { focusNode } from '../../actions/edit.ts'
import { useLive, useWorstState } from '../../live/index.ts'
import { useDocument } from '../../state/documentStore.ts'
import { STATE_WORDS, StateGlyph } from '../../ui/StateGlyph.tsx'
import { editSideNode, useEditing } from './editing.ts'
import { groupIdOf } from './groupModel.ts'
import type { GroupFlowNode } from './sideNodes.ts'
import { usePendingField } from '../../ui/pendingFields.ts'
import { t } from '../../i18n/t.ts'

/** A group: a named frame around its members, or, collapsed, one node that stands for them. */
export const GroupFrame = memo(function GroupFrame({ id, data }: NodeProps<GroupFlowNode>) {
  const { group, members, problems } = data
  const flowId = useDocument((state) => state.id)
  const lost = useLive((live) => live.connection === 'lost')
  const worst = useWorstState(flowId, members)
  const editing = useEditing((state) => state.id === id)
  const state = worst !== null && worst !== 'stopped' && lost ? 'unknown' : (worst ?? 'draft')
  const count = t('{{count}} Executors', { count: members.length })
  const toggle = (
    <button
      type="button"
      className="icon-btn small nodrag"
      aria-expanded={!group.collapsed}
      aria-label={
        group.collapsed
          ? t('Expand {{name}}', { name: group.name })
          : t('Collapse {{name}}', { name: group.name })
      }
      onClick={(event) => {
        event.stopPropagation()
        toggleGroups([groupIdOf(id) ?? ''])
      }}
    >
      {group.collapsed ? <ChevronRight aria-hidden="true" /> : <ChevronDown aria-hidden="true" />}
    </button>
  )
  const title = editing ? (
    <NameField id={id} name={group.name} />
  ) : (
    <span className="group-name" title={group.name} onDoubleClick={() => editSideNode(id)}>
      <bdi>{group.name}</bdi>
    </span>
  )
  if (group.collapsed)
    return (
      <div className="node group-folded" data-state={state}>
        <Handle
          type="target"
          role="img"
          position={Position.Left}
          aria-label={t('Input of {{name}}', { name: group.name })}
        />
        <div className="node-row">
          <StateGlyph state={state} />
          {title}
          {toggle}
        </div>
        <div className="node-uses">{count}</div>
        <div className="node-foot">
          <span className="node-phase" data-state={state}>
            {STATE_WORDS[state]}
          </span>
        </div>
        {problems > 0 ? (
          <span className="node-badge">
            <TriangleAlert aria-hidden="true" />
            {problems}
          </span>
        ) : null}
        <Handle
          type="source"
          role="img"
          position={Position.Right}
          aria-label={t('Output of {{name}}', { name: group.name })}
        />
      </div>
    )
  return (
    <div className="group-frame">
      <div className="group-head">
        {toggle}
        {title}
        <span className="group-count">{members.length}</span>
      </div>
    </div>
  )
})

/** The name is written at once after Ctrl+G: Enter and leaving keep it, Escape does not. */
function NameField({ id, name }: { id: string; name: string }) {
  const [text, setText] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  useEffect(() => {
    // React Flow shows a new node a frame later than it makes it.
    const frame = requestAnimationFrame(() => field.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  const keep = (): null => {
    renameGroup(id, text)
    return null
  }
  usePendingField(text.trim() === '' || text.trim() === name ? null : text, () =>
    done.current ? null : keep(),
  )
  const end = (keeping: boolean) => {
    if (done.current) return
    done.current = true
    if (keeping) keep()
    editSideNode(null)
  }
  return (
    <input
      ref={field}
      className="input group-field nodrag"
      aria-label={t('Name of the group')}
      value={text}
      maxLength={MAX_GROUP_NAME}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' || event.ctrlKey || event.metaKey) && event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        end(event.key === 'Enter')
        focusNode(id)
      }}
    />
  )
}
