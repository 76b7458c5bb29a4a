import { useDocument } from '../state/documentStore.ts'
import { openFlow } from '../state/opening.ts'
import { t } from '../i18n/t.ts'
import { RetryButton } from './BlankState.tsx'

/** A link to a Flow that is not there, or a reload after its file went: another Flow is never shown in its place. */
export function MissingState() {
  const id = useDocument((state) => state.id)
  const flows = useDocument((state) => state.flows)
  return (
    <div className="blank" role="alert">
      <h2>{t('There is no Flow {{id}}', { id: id ?? '' })}</h2>
      <p>{t('Its file was deleted, renamed or moved, and there is no draft of it.')}</p>
      <div className="row">
        {flows.slice(0, 3).map((flow) => (
          <button type="button" className="btn" key={flow.id} onClick={() => void openFlow(flow.id)}>
            {t('Open {{id}}', { id: flow.id })}
          </button>
        ))}
        <RetryButton />
      </div>
    </div>
  )
}
