import { visibleText, wordsOf, type AskedPermission } from '@flowdeck/shared'
import { KeyRound } from 'lucide-react'
import { useId, type Ref } from 'react'
import { listSome, shortenName } from './listSome.ts'
import { PreflightSection } from './PreflightSection.tsx'
import { t } from '../../../i18n/t.ts'

interface Props {
  permissions: readonly AskedPermission[]
  allowed: boolean
  onAllow: (allowed: boolean) => void
  checkbox?: Ref<HTMLInputElement>
}

/** What the Flow reads from the environment or sets in it: what still needs consent with a box to tick, what was allowed before folded. */
export function PermissionsSection({ permissions, allowed, onAllow, checkbox }: Props) {
  const listId = useId()
  const asked = permissions.filter(({ granted }) => !granted)
  const granted = permissions.filter((permission) => permission.granted)
  return (
    <>
      {asked.length > 0 && (
        <section className="live-permissions" aria-label={t('Needs your consent')}>
          <h3>
            <KeyRound aria-hidden />
            {t('Needs your consent')}
          </h3>
          <PermissionList permissions={asked} id={listId} />
          <label className="live-consent">
            <input
              type="checkbox"
              ref={checkbox}
              aria-describedby={listId}
              checked={allowed}
              onChange={(event) => onAllow(event.target.checked)}
            />
            <span>
              {t('Allow this for this Flow. Flowdeck asks again when the Flow reads or sets something else.')}
            </span>
          </label>
        </section>
      )}
      {granted.length > 0 && (
        <PreflightSection
          title={t('Environment')}
          summary={t('{{names}}: allowed for this Flow before.', {
            names: listSome(granted.map(({ name }) => shortenName(name))),
          })}
          icon={<KeyRound aria-hidden />}
        >
          <PermissionList permissions={granted} />
        </PreflightSection>
      )}
    </>
  )
}

/** Values are texts of the file, as long as their author likes; all of a value can be read, because it is what is agreed to. */
function PermissionList({ permissions, id }: { permissions: readonly AskedPermission[]; id?: string }) {
  const byLine = permissions.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return (
    <ul className="live-permission-list" id={id}>
      {byLine.map(({ id: permission, kind, name, value, users, why, line }) => (
        <li key={permission}>
          <p className="live-permission-what">
            {kind === 'read' ? t('Reads') : t('Sets')}{' '}
            <code>{visibleText(value === null ? name : `${name}=${value}`)}</code>
          </p>
          <p className="muted">
            {why ? `${wordsOf(why, t)} ` : ''}
            {[
              users.includes('Flow')
                ? t('For the whole Flow')
                : t('For {{names}}', { names: listSome(users.map(shortenName)) }),
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
