import { Component, type ReactNode } from 'react'
import { flowOfAddress, reopen } from '../state/address.ts'
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
      <div className="quiet-state" role="alert" style={{ flexWrap: 'wrap' }}>
        <span>{t('{{what}} failed: {{message}}', { what: this.props.what, message: error.message })}</span>
        <button type="button" className="btn small" onClick={() => this.setState({ error: null })}>
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
    )
  }
}
