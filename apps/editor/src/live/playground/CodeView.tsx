import { CODE_LANGUAGES, forShell, requestCode, type CodeLanguage, type FlowRun } from '@flowdeck/shared'
import { Check, Copy, SquareTerminal } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RequestDraft } from '../state/sentRequest.ts'
import { useEndpoints } from './useEndpoints.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  request: RequestDraft
  run: FlowRun | null
}

/** The request as a person would write it elsewhere, to be copied: as a program, or as lines for a shell. */
export function CodeView({ request, run }: Props) {
  const [language, setLanguage] = useState<CodeLanguage>('curl')
  const { docarray = 'v1' } = useEndpoints(run)
  const code = requestCode(language, request, { gateway: run?.gateway ?? [], docarray })
  const shell = forShell(language, code)
  return (
    <div className="live-code">
      <div className="live-toolbar">
        <div className="live-segments" role="group" aria-label={t('Language')}>
          {CODE_LANGUAGES.map((known) => (
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
        <CopyButton text={code} label={t('Copy as {{language}}', { language })} />
        {shell === code ? null : (
          <CopyButton text={shell} label={t('Copy for a shell')} Icon={SquareTerminal} />
        )}
      </div>
      <pre tabIndex={0}>{code}</pre>
    </div>
  )
}

export function CopyButton({
  text,
  label,
  Icon = Copy,
}: {
  /** Or how to get it, when that takes work. */
  text: string | (() => Promise<string>)
  label: string
  Icon?: typeof Copy
}) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null)
  useEffect(() => {
    if (copied === null) return undefined
    const timer = setTimeout(() => setCopied(null), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setCopied('yes')
    } catch {
      setCopied('no')
    }
  }
  return (
    <button type="button" className="btn small" onClick={() => void copy()}>
      {copied === 'yes' ? <Check aria-hidden /> : <Icon aria-hidden />}
      <span aria-live="polite">
        {copied === 'yes' ? t('Copied') : copied === 'no' ? t('The browser refused; select and copy') : label}
      </span>
    </button>
  )
}
