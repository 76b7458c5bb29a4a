import type { EditTarget } from '@flowdeck/shared'
import { X } from 'lucide-react'
import { clearField, setField } from '../commitField.ts'
import { TextField } from '../TextField.tsx'
import { AddEndpoint } from './AddEndpoint.tsx'
import { BUILT_IN_POLLING, writePollingRules, type Polling, type PollingRules } from './perEndpoint.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  id: string
  target: EditTarget
  rules: PollingRules
  /** Endpoints that the Executor is known to have. */
  endpoints: readonly string[]
}

/** Which shards a request goes to: for all endpoints, and for some of their own; `*` stands for anything. */
export function PollingField({ id, target, rules, endpoints }: Props) {
  const write = (next: PollingRules): string | null => {
    const value = writePollingRules(next)
    return value === null
      ? clearField(target, { key: 'polling' })
      : setField(target, { key: 'polling' }, value)
  }
  const { otherwise, rows } = rules
  const builtIn = BUILT_IN_POLLING.filter(({ endpoint }) => rows.every((row) => row.endpoint !== endpoint))
  const change = (index: number, row: PollingRules['rows'][number] | null) =>
    write({ otherwise, rows: rows.flatMap((now, i) => (i !== index ? [now] : row === null ? [] : [row])) })
  return (
    <div className="rows" role="group" aria-label="polling">
      <Choice
        id={id}
        label="polling"
        value={otherwise}
        onChange={(polling) => write({ otherwise: polling, rows })}
      />
      {rows.map(({ endpoint, polling }, i) => (
        <div className="map-row" key={endpoint}>
          <TextField
            id={`${id}-${i}`}
            label={t('Endpoint {{number}}', { number: i + 1 })}
            text={endpoint}
            mono
            commit={(typed) => {
              const name = typed.trim()
              if (name === endpoint) return null
              if (name !== '' && rows.some((row) => row.endpoint === name))
                return t('"{{key}}" is there already.', { key: name })
              return change(i, name === '' ? null : { endpoint: name, polling })
            }}
          />
          <Choice
            label={t('{{key}} of {{name}}', { key: 'polling', name: endpoint })}
            value={polling}
            onChange={(next) => change(i, { endpoint, polling: next })}
          />
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('Remove {{key}} from {{from}}', { key: endpoint, from: 'polling' })}
            onClick={() => change(i, null)}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
      {builtIn.length > 0 ? (
        <p className="muted">
          {t('Whatever stands here: {{rules}}.', {
            rules: builtIn.map(({ endpoint, polling }) => `${endpoint} ${polling}`).join(', '),
          })}
        </p>
      ) : null}
      <AddEndpoint
        label="polling"
        offered={[...endpoints, ...BUILT_IN_POLLING.map(({ endpoint }) => endpoint)].filter((name) =>
          rows.every((row) => row.endpoint !== name),
        )}
        add={(endpoint) =>
          write({ otherwise, rows: [...rows, { endpoint, polling: otherwise === 'ANY' ? 'ALL' : 'ANY' }] })
        }
      />
    </div>
  )
}

function Choice({
  id,
  label,
  value,
  onChange,
}: {
  id?: string
  label: string
  value: Polling
  onChange: (value: Polling) => void
}) {
  return (
    <select
      {...(id ? { id } : {})}
      className="input"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as Polling)}
    >
      <option value="ANY">{t('ANY: one shard, in turn')}</option>
      <option value="ALL">{t('ALL shards')}</option>
    </select>
  )
}
