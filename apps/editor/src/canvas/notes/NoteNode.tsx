import { NodeResizer, type NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef, useState } from 'react'
import { MAX_NOTE, NOTE_COLORS, type NoteColor } from '@flowdeck/shared'
import { setNote } from '../../actions/arrange.ts'
import { focusNode } from '../../actions/edit.ts'
import { editSideNode, useEditing } from '../groups/editing.ts'
import type { NoteFlowNode } from '../groups/sideNodes.ts'
import { usePendingField } from '../../ui/pendingFields.ts'
import { t } from '../../i18n/t.ts'
import { snapToGrid } from '../grid.ts'

const MIN = { width: 96, height: 64 }
const COLOR_WORDS: Record<NoteColor, string> = {
  yellow: t('Yellow'),
  blue: t('Blue'),
  green: t('Green'),
  pink: t('Pink'),
}

/** A sticky note: plain text beside the nodes. */
export const NoteNode = memo(function NoteNode({ id, selected, data: { note } }: NodeProps<NoteFlowNode>) {
  const editing = useEditing((state) => state.id === id)
  return (
    <div className="note" data-color={note.color} onDoubleClick={() => editSideNode(id)}>
      {selected ? (
        <NodeResizer
          minWidth={MIN.width}
          minHeight={MIN.height}
          lineClassName="note-line"
          handleClassName="note-handle"
          onResizeEnd={(_, { x, y, width, height }) =>
            setNote(
              id,
              { x: snapToGrid(x), y: snapToGrid(y), width: snapToGrid(width), height: snapToGrid(height) },
              t('resize the note'),
            )
          }
        />
      ) : null}
      {selected && !editing ? <Colors id={id} color={note.color} /> : null}
      {editing ? (
        <NoteField id={id} text={note.text} />
      ) : (
        <p dir="auto">{note.text || <span className="muted">{t('Double-click to write')}</span>}</p>
      )}
    </div>
  )
})

function Colors({ id, color }: { id: string; color: NoteColor }) {
  return (
    <div className="note-colors nodrag" role="group" aria-label={t('Colour of the note')}>
      {NOTE_COLORS.map((choice) => (
        <button
          key={choice}
          type="button"
          data-color={choice}
          aria-label={COLOR_WORDS[choice]}
          aria-pressed={choice === color}
          onClick={() => setNote(id, { color: choice }, t('colour the note'))}
        />
      ))}
    </div>
  )
}

/** Leaving the field keeps the text; so does Escape, which goes back to the canvas. */
function NoteField({ id, text: before }: { id: string; text: string }) {
  const [text, setText] = useState(before)
  const field = useRef<HTMLTextAreaElement>(null)
  const done = useRef(false)
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  const keep = (): null => {
    setNote(id, { text }, t('write the note'))
    return null
  }
  usePendingField(text === before ? null : text, keep)
  const end = () => {
    if (done.current) return
    done.current = true
    keep()
    editSideNode(null)
  }
  return (
    <textarea
      ref={field}
      className="nodrag nowheel"
      aria-label={t('Text of the note')}
      dir="auto"
      value={text}
      maxLength={MAX_NOTE}
      onChange={(event) => setText(event.target.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        end()
        focusNode(id)
      }}
    />
  )
}
