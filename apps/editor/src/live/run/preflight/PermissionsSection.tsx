import type { AskedPermission } from '@flowdeck/shared'
import { wordsOf } from '@flowdeck/shared'
import { KeyRound } from 'lucide-react'
import type { Ref } from 'react'
import { PreflightSection } from './PreflightSection.tsx'
import { t } from '../../../i18n/t.ts'

interface Props {
  permissions: readonly AskedPermission[]
  allowed: boolean
  onAllow: (allowed: boolean) => void
  checkbox?: Ref<HTMLInputElement>
}

/** What the Flow reads from the environment or sets in it. Open, with a box to tick, until the person agreed; folded afterwards. */
export function PermissionsSection({ permissions, allowed, onAllow, checkbox }: Props) {
  if (permissions.length === 0) return null
  const asked = permissions.filter(({ granted }) => !granted)
  if (asked.length === 0)
    return (
      <PreflightSection
        title={t('Environment')}
        summary={t('{{names}}: allowed for this Flow before.', {
          names: permissions.map(({ name }) => name).join(', '),
        })}
        icon={<KeyRound aria-hidden />}
      >
        <PermissionList permissions={permissions} />
      </PreflightSection>
    )
  return (
    <section className="live-permissions" aria-label={t('Needs your consent')}>
      <h3>
        <KeyRound aria-hidden />
        {t('Needs your consent')}
      </h3>
      <PermissionList permissions={asked} />
      <label className="live-consent">
        <input
          type="checkbox"
          ref={checkbox}
          checked={allowed}
          onChange={(event) => onAllow(event.target.checked)}
        />
        <span>
          {t('Allow this for this Flow. Flowdeck asks again when the Flow reads or sets something else.')}
        </span>
      </label>
    </section>
  )
}

function PermissionList({ permissions }: { permissions: readonly AskedPermission[] }) {
  return (
    <ul className="live-permission-list">
      {permissions.map(({ id, kind, name, value, users, why, line }) => (
        <li key={id}>
          <p>
            {kind === 'read' ? t('Reads') : t('Sets')}{' '}
            <code>{value === null ? name : `${name}=${value}`}</code>
          </p>
          <p className="muted">
            {why ? `${wordsOf(why, t)} ` : ''}
            {[
              t('For {{names}}', { names: users.join(', ') }),
              line === null ? null : t('line {{line}}', { line }),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  )
}
