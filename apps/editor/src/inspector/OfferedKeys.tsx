import type { YamlValue } from '@flowdeck/shared'
import { Plus } from 'lucide-react'
import { Hint } from '../ui/Hint.tsx'
import { pythonLiteral } from './pythonLiteral.ts'
import { t } from '../i18n/t.ts'

/** A key that an Executor's source knows, with its type and default as written there. */
export interface OfferedKey {
  name: string
  type: string | null
  default: string | null
}

interface Props {
  offered: readonly OfferedKey[]
  add: (key: string, first: YamlValue) => void
}

/** Keys that are not set yet, each a click away; it begins with its default. */
export function OfferedKeys({ offered, add }: Props) {
  if (offered.length === 0) return null
  return (
    <div className="offered" role="group" aria-label={t('Parameters that may be set')}>
      {offered.map((key) => (
        <Hint key={key.name} text={wordsOf(key)}>
          <button
            type="button"
            className="btn ghost small"
            aria-label={t('Set {{name}}', { name: key.name })}
            onClick={() => add(key.name, pythonLiteral(key.default))}
          >
            <Plus aria-hidden="true" />
            <code>{key.name}</code>
          </button>
        </Hint>
      ))}
    </div>
  )
}

function wordsOf({ name, type, default: written }: OfferedKey): string {
  return `${name}${type ? `: ${type}` : ''}${written === null ? ` (${t('must be given')})` : ` = ${written}`}`
}
