import { TriangleAlert } from 'lucide-react'
import { Component, useEffect, type ReactNode } from 'react'
import { flowOfAddress, reopen } from '../state/address.ts'
import { useDocument } from '../state/documentStore.ts'
import { t } from '../i18n/t.ts'

interface Props {
  /** What failed, for the sentence: `The YAML panel`. */
  what: string
  children: ReactNode
}

/** Keeps a failure in one part of the screen from taking the rest with it; edits are drafted, so reloading is safe. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <Failure
        words={t('{{what}} failed: {{message}}', { what: this.props.what, message: error.message })}
        retry={() => this.setState({ error: null })}
      />
    )
  }
}

/** What to do about a part of the screen that failed; it is drawn again when the text changes, as by Undo or Discard. */
function Failure({ words, retry }: { words: string; retry: () => void }) {
  useEffect(
    () =>
      useDocument.subscribe((now, before) => {
        if (now.text !== before.text || now.id !== before.id) retry()
      }),
    [retry],
  )
  return (
    <div className="failure" role="alert">
      <TriangleAlert aria-hidden="true" />
      <p>{words}</p>
      <div className="row">
        <button type="button" className="btn small" onClick={retry}>
          {t('Try again')}
        </button>
        {flowOfAddress() === null ? (
          <button type="button" className="btn small" onClick={() => location.reload()}>
            {t('Reload the page')}
          </button>
        ) : (
          <>
            <button type="button" className="btn small" onClick={() => reopen('file')}>
              {t('Open the file on disk')}
            </button>
            <button type="button" className="btn small" onClick={() => reopen('ask')}>
              {t('Discard draft')}
            </button>
          </>
        )}
      </div>
    </div>
  )
}
