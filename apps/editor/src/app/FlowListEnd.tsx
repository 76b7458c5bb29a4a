import { t } from '../i18n/t.ts'
import { WorkspaceLimits } from './WorkspaceLimits.tsx'

interface Props {
  query: string
  /** Flows in the workspace, those that are listed, and those that match but are not listed. */
  all: number
  shown: number
  more: number
}

/** What follows a list of Flows: that none matches, how many are left out, and what the workspace does not show. */
export function FlowListEnd({ query, all, shown, more }: Props) {
  return (
    <>
      {all > 0 && shown === 0 ? (
        <p className="quiet-state">{t('No Flow has "{{query}}" in its name or path.', { query })}</p>
      ) : null}
      {more > 0 ? (
        <p className="quiet-state">
          {t('{{count, number}} more Flows: type a part of the name to find them.', { count: more })}
        </p>
      ) : null}
      <WorkspaceLimits />
    </>
  )
}
