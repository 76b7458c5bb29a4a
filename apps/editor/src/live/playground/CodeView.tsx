import type { FlowRun } from '@flowdeck/shared'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RequestDraft } from '../state/sentRequest.ts'
import { SNIPPET_LANGUAGES, snippet, type SnippetLanguage } from './snippets.ts'

/** The request as curl, TypeScript or Python, to be copied. */
export function CodeView({ request, gateway }: { request: RequestDraft; gateway: FlowRun['gateway'] }) {
  const [language, setLanguage] = useState<SnippetLanguage>('curl')
  const code = snippet(language, request, gateway)
  return (
    <div className="live-code">
      <div className="live-toolbar">
        <div className="live-segments" role="group" aria-label="Language">
          {SNIPPET_LANGUAGES.map((known) => (
            <button
              key={known}
              type="button"
              aria-pressed={language === known}
              data-checked={language === known}
              onClick={() => setLanguage(known)}
            >
              {known}
            </button>
          ))}
        </div>
        <CopyButton text={code} label={`Copy as ${language}`} />
      </div>
      <pre tabIndex={0}>{code}</pre>
    </div>
  )
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null)
  useEffect(() => {
    if (copied === null) return undefined
    const timer = setTimeout(() => setCopied(null), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('yes')
    } catch {
      setCopied('no')
    }
  }
  return (
    <button type="button" className="btn small" onClick={() => void copy()}>
      {copied === 'yes' ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">
        {copied === 'yes' ? 'Copied' : copied === 'no' ? 'The browser refused; select and copy' : label}
      </span>
    </button>
  )
}
