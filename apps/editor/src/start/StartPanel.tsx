import { ClipboardPaste, LayoutTemplate, Play, Plus, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { words as wordsOf } from '../state/files.ts'
import { ui } from '../state/uiStore.ts'
import { runHello } from './templates.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

interface Props {
  title: string
  blank: { words: string; run: (box: DOMRect) => void }
}

/** What stands where there is nothing yet: the four ways to begin. The canvas behind it still takes what is dropped. */
export function StartPanel({ title, blank }: Props) {
  const [busy, setBusy] = useState(false)
  const hello = () => {
    setBusy(true)
    runHello()
      .catch((error: unknown) =>
        toast.error(t('The hello Flow cannot be run. {{error}}', { error: wordsOf(error) })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <div className="blank">
      <section className="start" aria-label={t('How to begin')}>
        <h2>{title}</h2>
        <div className="start-choices">
          <Choice
            Icon={Play}
            title={t('Run the hello Flow')}
            words={t('Two Executors and an answer, in seconds')}
            primary
            disabled={busy}
            run={hello}
          />
          <Choice
            Icon={LayoutTemplate}
            title={t('Start from a template')}
            words={t('Nine Flows that run as they are')}
            run={() => ui.openDialog('templates')}
          />
          <Choice
            Icon={ClipboardPaste}
            title={t('Paste or drop YAML')}
            words={t('The whole window takes a file')}
            run={() => ui.openDialog('paste')}
          />
          <Choice Icon={Plus} title={t('Blank')} words={blank.words} run={blank.run} />
        </div>
      </section>
    </div>
  )
}

function Choice({
  Icon,
  title,
  words,
  run,
  primary = false,
  disabled = false,
}: {
  Icon: LucideIcon
  title: string
  words: string
  run: (box: DOMRect) => void
  primary?: boolean
  disabled?: boolean
}) {
  return (
    <button
      type="button"
      className={`start-choice ${primary ? 'primary' : ''}`}
      disabled={disabled}
      onClick={(event) => run(event.currentTarget.getBoundingClientRect())}
    >
      <Icon aria-hidden="true" />
      <span>
        <b>{title}</b>
        <small>{words}</small>
      </span>
    </button>
  )
}
