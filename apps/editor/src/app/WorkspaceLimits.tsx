import { useDocument } from '../state/documentStore.ts'
import { t } from '../i18n/t.ts'

/** Links that are named; of more the number is told. */
const NAMED = 5

/** What the list of Flows cannot show: links that lead out of the workspace, and folders that are not watched. */
export function WorkspaceLimits() {
  const links = useDocument((state) => state.outsideLinks)
  const folders = useDocument((state) => state.unwatchedFolders)
  const names = links.slice(0, NAMED).join(', ')
  const more = links.length - NAMED
  return (
    <>
      {links.length > 0 ? (
        <p className="list-note">
          {more > 0
            ? t('Links that lead out of this folder are not followed: {{names}} and {{more}} more.', {
                names,
                more,
              })
            : t('Links that lead out of this folder are not followed: {{names}}.', { names })}
        </p>
      ) : null}
      {folders > 0 ? (
        <p className="list-note">
          {t(
            'Changes by other programs are not noticed in {{count, number}} folders: the system watches no more. Reload the page to see them.',
            { count: folders },
          )}
        </p>
      ) : null}
    </>
  )
}
