import { useState } from 'react'
import { usePendingField } from '../ui/pendingFields.ts'

interface Props {
  id: string
  /** The text that stands in the document now. */
  text: string
  placeholder?: string
  /** Applies what was typed; returns why it cannot be, or null. */
  commit: (typed: string) => string | null
  multiline?: boolean
  mono?: boolean
  numeric?: boolean
  secret?: boolean
  list?: string
  label?: string
  describedBy?: string
  invalid?: boolean
}

/**
 * A box that commits on blur and on Enter, and takes back on Escape. What is being typed survives changes of the
 * document elsewhere; leaving the box, even because another node was chosen, commits it.
 */
export function TextField(props: Props) {
  const { id, text, commit } = props
  const [typed, setTyped] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const finish = (): string | null => {
    if (typed === null) return null
    const refused = typed === text ? null : commit(typed)
    setProblem(refused)
    if (refused === null) setTyped(null)
    return refused
  }
  usePendingField(typed === text ? null : typed, finish)
  const shared = {
    id,
    className: `input ${props.mono ? 'mono' : ''}`,
    value: typed ?? text,
    placeholder: props.placeholder ?? '',
    'aria-label': props.label,
    'aria-invalid': problem !== null || props.invalid ? (true as const) : undefined,
    'aria-describedby': problem ? `${id}-typed` : props.describedBy,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value)
      if (problem) setProblem(null)
    },
    onBlur: finish,
  }
  const revert = (event: { key: string; stopPropagation: () => void }) => {
    if (event.key !== 'Escape' || typed === null) return
    event.stopPropagation()
    setTyped(null)
    setProblem(null)
  }
  return (
    <>
      {props.multiline ? (
        <textarea
          {...shared}
          rows={3}
          onKeyDown={(event) => {
            revert(event)
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.stopPropagation()
              finish()
            }
          }}
        />
      ) : (
        <input
          {...shared}
          type={props.secret ? 'password' : 'text'}
          inputMode={props.numeric ? 'numeric' : undefined}
          list={props.list}
          onKeyDown={(event) => {
            revert(event)
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) finish()
          }}
        />
      )}
      {problem ? (
        <p className="field-error" id={`${id}-typed`} role="alert">
          {problem}
        </p>
      ) : null}
    </>
  )
}
