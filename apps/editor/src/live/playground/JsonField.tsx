import { useId, useRef } from 'react'
import { ChangeNotes } from './ChangeNotes.tsx'
import type { Change } from './describeChanges.ts'
import type { DraftProblem } from './readDraft.ts'

interface Props {
  label: string
  value: string
  placeholder?: string
  rows: number
  problem: DraftProblem | undefined
  changes: readonly Change[]
  onChange: (value: string) => void
}

/** JSON as text; what is wrong is said below, and a click there puts the caret on it. So is what is sent otherwise than it is written. */
export function JsonField({ label, value, placeholder, rows, problem, changes, onChange }: Props) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const goTo = (offset: number) => {
    area.current?.focus()
    area.current?.setSelectionRange(offset, Math.min(value.length, offset + 1))
  }
  return (
    <div className="live-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        ref={area}
        id={id}
        className="input mono"
        rows={rows}
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem && <Problem id={`${id}-problem`} problem={problem} onGo={goTo} />}
      <ChangeNotes changes={changes} />
    </div>
  )
}

function Problem({
  id,
  problem,
  onGo,
}: {
  id: string
  problem: DraftProblem
  onGo: (offset: number) => void
}) {
  const { at, message } = problem
  return at ? (
    <button type="button" id={id} className="live-field-problem" onClick={() => onGo(at.offset)}>
      {message}
    </button>
  ) : (
    <p id={id} className="live-field-problem">
      {message}
    </p>
  )
}
