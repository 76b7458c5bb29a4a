import type { EditTarget, YamlMap } from '@flowdeck/shared'
import { X } from 'lucide-react'
import { clearField, setField } from '../commitField.ts'
import { fieldText } from '../fieldValue.ts'
import { TextField } from '../TextField.tsx'
import { AddEndpoint } from './AddEndpoint.tsx'
import { BATCHING_OPTIONS } from './perEndpoint.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

const KEY = 'uses_dynamic_batching'

interface Props {
  id: string
  target: EditTarget
  rows: readonly [name: string, options: YamlMap][]
  endpoints: readonly string[]
}

/** How requests are gathered for one call, per endpoint. Each number changes only its own line of the file. */
export function BatchingField({ id, target, rows, endpoints }: Props) {
  const remove = (path: string[], last: boolean) =>
    clearField(target, last ? { key: KEY } : { key: KEY, path })
  return (
    <div className="rows" id={id} role="group" aria-label={KEY}>
      {rows.map(([name, options]) => (
        <div
          className="rows batching"
          role="group"
          aria-label={t('Batching of {{name}}', { name })}
          key={name}
        >
          <div className="when-join">
            <code>{name}</code>
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Remove {{key}} from {{from}}', { key: name, from: KEY })}
              onClick={() => remove([name], rows.length === 1)}
            >
              <X aria-hidden="true" />
            </button>
          </div>
          {BATCHING_OPTIONS.map(({ key, default: initial, words, least }) => (
            <label className="batching-option" key={key}>
              <span>{words}</span>
              <TextField
                id={`${id}-${name}-${key}`}
                label={t('{{key}} of {{name}}', { key, name })}
                text={options[key] === undefined ? '' : fieldText(options[key])}
                placeholder={formatNumber(initial)}
                mono
                numeric
                commit={(typed) => {
                  const text = typed.trim()
                  if (text === '')
                    return options[key] === undefined
                      ? null
                      : clearField(target, { key: KEY, path: [name, key] })
                  if (!/^\d+$/.test(text) || Number(text) < least)
                    return t('A whole number from {{least}}, for example {{initial}}.', { least, initial })
                  return setField(target, { key: KEY, path: [name, key] }, Number(text))
                }}
              />
            </label>
          ))}
          <label className="batching-option">
            <span>{t('hand over all that waits')}</span>
            <input
              type="checkbox"
              aria-label={t('{{key}} of {{name}}', { key: 'flush_all', name })}
              checked={options['flush_all'] === true}
              onChange={(event) =>
                event.target.checked
                  ? setField(target, { key: KEY, path: [name, 'flush_all'] }, true)
                  : clearField(target, { key: KEY, path: [name, 'flush_all'] })
              }
            />
          </label>
        </div>
      ))}
      <AddEndpoint
        label={KEY}
        offered={endpoints.filter((endpoint) => rows.every(([name]) => name !== endpoint))}
        add={(name) =>
          setField(target, { key: KEY, path: [name] }, { preferred_batch_size: 4, timeout: 10_000 })
        }
      />
    </div>
  )
}
