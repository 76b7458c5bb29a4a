import type { Template } from '@flowdeck/shared'
import { Dialog } from 'radix-ui'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { words } from '../state/files.ts'
import { ui } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { TemplatePicture } from './TemplatePicture.tsx'
import { freeFolder } from './freeFolder.ts'
import { loadTemplates, takeTemplate, useTemplates } from './templates.ts'
import { t, translated } from '../i18n/t.ts'

const close = () => ui.openDialog(null)

/** Flows to begin with: pictures on the left, the chosen one with its YAML and files on the right. */
export function TemplateGallery() {
  const list = useTemplates((state) => state.list)
  const error = useTemplates((state) => state.error)
  const [chosen, setChosen] = useState<{ id: string } | null>(null)
  const preview = useRef<HTMLElement>(null)
  const phone = usePhone()
  useEffect(() => void loadTemplates(), [])
  // On a phone the preview stands below all templates.
  useEffect(() => {
    if (phone && chosen) preview.current?.scrollIntoView()
  }, [phone, chosen])
  const shown = list?.find(({ id }) => id === chosen?.id) ?? list?.[0] ?? null
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog wide gallery">
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{t('Start from a template')}</h2>
            </Dialog.Title>
            <Dialog.Description>
              {t(
                'Each runs as it is: its Executors come along, and a request for it waits in the playground.',
              )}
            </Dialog.Description>
          </div>
          {list === null || shown === null ? (
            <p className="quiet-state" role={error ? 'alert' : 'status'}>
              {error ?? (list ? t('The server offers no templates.') : t('Reading the templates…'))}
            </p>
          ) : (
            <div className="gallery-body">
              <ul className="gallery-list" aria-label={t('Templates')}>
                {list.map((made) => (
                  <li key={made.id}>
                    <button
                      type="button"
                      className="gallery-card"
                      aria-pressed={made.id === shown.id}
                      onClick={() => setChosen({ id: made.id })}
                    >
                      <TemplatePicture text={made.text} />
                      <b>{translated(made.title)}</b>
                      <small>{translated(made.about)}</small>
                    </button>
                  </li>
                ))}
              </ul>
              <Preview made={shown} place={preview} key={shown.id} />
            </div>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Preview({ made, place }: { made: Template; place: RefObject<HTMLElement | null> }) {
  const flows = useDocument((state) => state.flows)
  const [folder, setFolder] = useState(() => freeFolder(made.id, flows))
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const use = async () => {
    const wanted = folder.trim().replaceAll(/^\/+|\/+$/g, '')
    if (wanted === '') return setProblem(t('Name the folder that it goes to, for example "search".'))
    setBusy(true)
    try {
      await takeTemplate(made, wanted)
      close()
      ui.reveal([])
    } catch (error) {
      setProblem(words(error))
      setBusy(false)
    }
  }
  return (
    <section
      ref={place}
      className="gallery-preview"
      aria-label={t('Preview of {{what}}', { what: translated(made.title) })}
    >
      <TemplatePicture text={made.text} large />
      <p>{translated(made.about)}</p>
      <p className="muted">
        {t('Files:')} <span className="mono">{['flow.yml', ...made.files].join(', ')}</span>
      </p>
      <pre className="raw" tabIndex={0} aria-label={t('YAML of the template')}>
        {made.text}
      </pre>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void use()
        }}
      >
        <label htmlFor="template-folder">{t('New folder in this workspace')}</label>
        <div className="row">
          <input
            id="template-folder"
            className="input"
            value={folder}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : 'template-problem'}
            onChange={(event) => {
              setFolder(event.target.value)
              setProblem(null)
            }}
          />
          <button type="submit" className="btn primary" disabled={busy}>
            {t('Use this template')}
          </button>
        </div>
        {problem === null ? null : (
          <p className="field-error" id="template-problem" role="alert">
            {problem}
          </p>
        )}
      </form>
    </section>
  )
}
