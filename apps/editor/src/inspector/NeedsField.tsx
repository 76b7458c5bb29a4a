import { GATEWAY, connectionsTo, type ExecutorSpec, type FlowSpec } from '@flowdeck/shared'
import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { connect, disconnect } from '../actions/edit.ts'
import { ENTRY } from '../canvas/canvasModel.ts'
import { t } from '../i18n/t.ts'

interface Props {
  id: string
  spec: FlowSpec
  executor: ExecutorSpec
}

/** Longer lists are made when somebody goes there: an option costs as much as any element. */
const SHORT = 200

/** What an Executor waits for, as chips; grey when it follows from the order of the file and is not written. */
export function NeedsField({ id, spec, executor }: Props) {
  const implied = executor.writtenNeeds === null
  const candidates = useMemo(() => connectionsTo(spec, executor.name), [spec, executor.name])
  const [visited, setVisited] = useState(false)
  const offered = visited || candidates.length <= SHORT ? candidates : []
  const node = (name: string) => (name === GATEWAY ? ENTRY : name)
  return (
    <div className="chips">
      {executor.needs.map((need) => (
        <span
          className={`token ${implied ? 'implied' : ''}`}
          key={need}
          title={implied ? t('Not written: it follows the Executor before it') : undefined}
        >
          <span title={need}>{need}</span>
          <button
            type="button"
            aria-label={t('Remove {{key}} from {{from}}', { key: need, from: 'needs' })}
            onClick={() => disconnect(node(need), executor.name)}
          >
            <X aria-hidden="true" />
          </button>
        </span>
      ))}
      {candidates.length > 0 ? (
        <select
          id={id}
          aria-label={t('Wait for another Executor')}
          value=""
          onFocus={() => setVisited(true)}
          onChange={(event) => connect(node(event.target.value), executor.name)}
        >
          <option value="">{t('add…')}</option>
          {offered.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  )
}
