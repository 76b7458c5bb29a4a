import type { DocarrayGeneration } from '@flowdeck/shared'
import { LoaderCircle, PackagePlus } from 'lucide-react'
import { cancelPythonSetup, setUpPython, usePythonSetup } from './pythonSetup.ts'
import { t } from '../../../i18n/t.ts'

interface Props {
  docarray: DocarrayGeneration
  /** The environment is there. */
  onReady: () => void
}

/** Offers to make the Python environment that a Flow lacks, and shows how far it is. */
export function PythonSetupView({ docarray, onReady }: Props) {
  const { docarray: making, lines, error } = usePythonSetup()
  const begin = async () => {
    if (await setUpPython(docarray)) onReady()
  }
  return (
    <div className="live-setup">
      {making === null ? (
        <button type="button" className="btn small" onClick={() => void begin()}>
          <PackagePlus aria-hidden />
          {lines.length > 0 ? t('Go on') : t('Make a Python environment')}
        </button>
      ) : (
        <div className="live-setup-now">
          <LoaderCircle className="live-spin" aria-hidden />
          <span role="status">{lines.at(-1)}</span>
          <button type="button" className="btn small" onClick={cancelPythonSetup}>
            {t('Cancel setup')}
          </button>
        </div>
      )}
      {making === null && lines.length === 0 && (
        <p className="muted">
          {t(
            'Jina 3.34 with docarray {{docarray}} from PyPI, into .flowdeck/python of this workspace; about a minute.',
            { docarray },
          )}
        </p>
      )}
      {error && (
        <p className="live-setup-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
