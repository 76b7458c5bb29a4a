import { Plus, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { ChangeNotes } from './ChangeNotes.tsx'
import type { Change } from './describeChanges.ts'
import type { Draft } from './draft.ts'
import { toFormMode, toJsonMode, type DraftProblem } from './readDraft.ts'
import { JsonField } from './JsonField.tsx'
import { t } from '../../i18n/t.ts'

interface Props {
  draft: Draft
  problem: DraftProblem | undefined
  changes: readonly Change[]
  onChange: (change: Partial<Draft>) => void
}

/** The documents to send: one text per row, or their JSON. */
export function DocumentsField({ draft, problem, changes, onChange }: Props) {
  const [refused, setRefused] = useState(false)
  const group = useId()
  const toMode = (mode: Draft['mode']) => {
    if (mode === draft.mode) return
    const changed = mode === 'json' ? toJsonMode(draft) : toFormMode(draft)
    setRefused(changed === null)
    if (changed) onChange(changed)
  }
  return (
    <fieldset className="live-documents">
      <legend className="sr-only">{t('Documents')}</legend>
      <div className="live-documents-head">
        <span aria-hidden>{t('Documents')}</span>
        {changes.length > 0 && (
          <span className="live-changes-count" aria-hidden>
            {t('{{count}} values are changed, see below', { count: changes.length })}
          </span>
        )}
        <div className="live-segments">
          {(['form', 'json'] as const).map((mode) => (
            <label key={mode} data-checked={draft.mode === mode}>
              <input
                type="radio"
                name={group}
                className="sr-only"
                checked={draft.mode === mode}
                onChange={() => toMode(mode)}
              />
              {mode === 'form' ? t('Text') : 'JSON'}
            </label>
          ))}
        </div>
      </div>
      {refused && draft.mode === 'json' && (
        <p className="live-field-problem" role="alert">
          {t('The rows show only the text of a document; this JSON has more, or an error.')}
        </p>
      )}
      {draft.mode === 'json' ? (
        <JsonField
          label={t('Documents as JSON')}
          rows={7}
          value={draft.json}
          placeholder={'[{"text": "hello", "tags": {"lang": "en"}}]'}
          problem={problem}
          changes={changes}
          onChange={(json) => {
            setRefused(false)
            onChange({ json })
          }}
        />
      ) : (
        <>
          <TextRows texts={draft.texts} onChange={(texts) => onChange({ texts })} />
          <ChangeNotes changes={changes} />
        </>
      )}
    </fieldset>
  )
}

function TextRows({ texts, onChange }: { texts: readonly string[]; onChange: (texts: string[]) => void }) {
  const list = useRef<HTMLOListElement>(null)
  const focusRow = (index: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll('textarea')[index]?.focus())
  const add = () => {
    onChange([...texts, ''])
    focusRow(texts.length)
  }
  return (
    <>
      <ol className="live-rows" ref={list}>
        {texts.map((text, index) => (
          <li key={index}>
            <textarea
              className="input"
              rows={1}
              aria-label={t('Text of document {{number}}', { number: index + 1 })}
              value={text}
              placeholder={t('Text of this document')}
              onChange={(event) => onChange(texts.with(index, event.target.value))}
            />
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Remove document {{number}}', { number: index + 1 })}
              onClick={() => {
                onChange(texts.filter((_, other) => other !== index))
                focusRow(Math.max(0, index - 1))
              }}
            >
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="btn small" onClick={add}>
        <Plus aria-hidden />
        {t('Add document')}
      </button>
    </>
  )
}
