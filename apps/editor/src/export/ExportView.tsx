import {
  BookOpenText,
  Boxes,
  Check,
  Container,
  Copy,
  Download,
  FileCode,
  FileImage,
  FolderDown,
  Image as ImageIcon,
  PanelRight,
  PanelRightClose,
  SquareTerminal,
  Workflow,
  X,
  type LucideIcon,
} from 'lucide-react'
import { Tabs } from 'radix-ui'
import { Suspense, lazy, useEffect, useMemo, useState, type ReactNode } from 'react'
import { parseFlow } from '@flowdeck/shared'
import { TextDiff } from '../compare/TextDiff.tsx'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { bytesOf, type ExportedFile } from './exportedFiles.ts'
import { ExportOptions } from './ExportOptions.tsx'
import { ExportProblems } from './ExportProblems.tsx'
import { choose, chooseFormat, closeExport, dockExport, useExport } from './exportStore.ts'
import { FileTree } from './FileTree.tsx'
import { FORMATS, type ExportInput, type Format, type Made } from './formats.ts'
import { fileChanges, keepExport, lastExport, type LastExport } from './lastExport.ts'
import { PicturePreview } from './PicturePreview.tsx'
import { flowProblems } from './shownProblems.ts'
import { canWriteFolder, copyExport, downloadExport, sayFailure, writeFolder } from './takeAway.ts'
import { useExportInput } from './useExportInput.ts'
import './export.css'
import { formatDateTime, formatNumber } from '../i18n/format.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

const CodePreview = lazy(async () => ({ default: (await import('./CodePreview.tsx')).CodePreview }))

const ICONS: Readonly<Record<string, LucideIcon>> = {
  yaml: FileCode,
  runbook: BookOpenText,
  compose: Container,
  kubernetes: Boxes,
  mermaid: Workflow,
  svg: FileImage,
  png: ImageIcon,
  curl: SquareTerminal,
}
const GROUPS = [
  ['Flow', t('Flow')],
  ['Deploy', t('Deploy')],
  ['Picture', t('Picture')],
  ['Client', t('Client')],
] as const

interface Props {
  docked: boolean
  /** Wraps the title as the dialog wants it. */
  renderTitle: (words: ReactNode) => ReactNode
}

/** Every format that a Flow can leave in: the list of them, a live preview, what stands in the way, and the ways out. */
export function ExportView({ docked, renderTitle }: Props) {
  const input = useExportInput()
  const chosen = useExport((state) => state.format)
  const format = FORMATS.find(({ id }) => id === chosen) ?? FORMATS[0]
  return (
    <Tabs.Root className="export" orientation="vertical" value={format.id} onValueChange={chooseFormat}>
      <header className="export-head">
        {renderTitle(t('Export'))}
        <span className="muted mono export-flow">{input.flowId}</span>
        <span className="spacer" />
        <button
          type="button"
          className="icon-btn"
          aria-label={docked ? t('Show over the editor') : t('Dock beside the canvas')}
          title={
            docked
              ? t('Show over the editor')
              : t('Dock beside the canvas, to see the export follow your edits')
          }
          onClick={() => dockExport(!docked)}
        >
          {docked ? <PanelRightClose aria-hidden="true" /> : <PanelRight aria-hidden="true" />}
        </button>
        <button type="button" className="icon-btn" aria-label={t('Close the export')} onClick={closeExport}>
          <X aria-hidden="true" />
        </button>
      </header>
      <Tabs.List className="export-formats" aria-label={t('Format')}>
        {GROUPS.map(([group, heading]) => {
          const formats = FORMATS.filter((known) => known.group === group)
          return formats.length === 0 ? null : (
            <div key={group} role="presentation">
              <span className="menu-label" aria-hidden="true">
                {heading}
              </span>
              {formats.map(({ id, title: words }) => {
                const Icon = ICONS[id] ?? FileCode
                return (
                  <Tabs.Trigger key={id} value={id} className="export-format">
                    <Icon aria-hidden="true" />
                    {words}
                  </Tabs.Trigger>
                )
              })}
            </div>
          )
        })}
      </Tabs.List>
      <Tabs.Content value={format.id} className="export-content" key={format.id} tabIndex={-1}>
        <ErrorBoundary what={t('This export')}>
          <Export format={format} input={input} docked={docked} />
        </ErrorBoundary>
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** A Flow without Executors: what stands in where the text gives none, so that its file can still be taken away. */
const NO_SPEC = parseFlow('jtype: Flow\n').spec

function makeOf(format: Format, input: ExportInput): Made {
  const spec = input.parsed.spec ?? (format.id === 'yaml' ? NO_SPEC : null)
  return spec ? format.make(input, spec) : { files: [], problems: flowProblems(input.parsed) }
}

function Export({ format, input, docked }: { format: Format; input: ExportInput; docked: boolean }) {
  const made = useMemo(() => makeOf(format, input), [format, input])
  const { flowId } = input
  const [last, setLast] = useState<LastExport | null>(null)
  const [view, setView] = useState<'preview' | 'changes'>('preview')
  const [path, setPath] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    void lastExport(flowId, format.id).then((found) => wanted && setLast(found))
    return () => {
      wanted = false
    }
  }, [flowId, format.id])
  const changes = useMemo(() => (last ? fileChanges(last.files, made.files) : null), [last, made])
  const gone: ExportedFile[] = (last?.files ?? []).filter(
    ({ path: known }) => changes?.get(known) === 'removed',
  )
  const listed = view === 'changes' ? [...made.files, ...gone] : made.files
  const file = listed.find((known) => known.path === path) ?? listed[0]
  const taken = async (words: string) => {
    toast.success(words)
    setLast(await keepExport(flowId, format.id, made.files))
  }
  return (
    <>
      <div className="export-about">
        <p>{format.about}</p>
        <Views view={view} last={last} changes={changes} onView={setView} />
      </div>
      <div className="export-main">
        {listed.length > 1 && file ? (
          <FileTree files={listed} shown={file.path} changes={changes} onShow={setPath} />
        ) : null}
        <section className="export-preview" aria-label={t('Preview')}>
          {file === undefined ? (
            <p className="quiet-state">{t('There is nothing to show before the YAML can be read.')}</p>
          ) : view === 'changes' ? (
            <Changes file={file} last={last} made={made} />
          ) : made.picture ? (
            <PicturePreview picture={made.picture} title={t('Picture of {{id}}', { id: flowId })} />
          ) : (
            <Suspense fallback={<p className="quiet-state">{t('Loading the preview…')}</p>}>
              <CodePreview path={file.path} text={file.text} />
            </Suspense>
          )}
        </section>
        <aside className="export-side" aria-label={t('Problems and options')}>
          <ExportOptions format={format} input={input} />
          <h3>{t('Problems')}</h3>
          <ExportProblems
            problems={made.problems}
            onImage={(key, image) =>
              choose(flowId, { imageOverrides: { ...input.choices.imageOverrides, [key]: image } })
            }
            onLeave={() => (docked ? undefined : closeExport())}
          />
        </aside>
      </div>
      <Ways format={format} flowId={flowId} made={made} file={file} taken={taken} />
    </>
  )
}

interface ViewsProps {
  view: 'preview' | 'changes'
  last: LastExport | null
  changes: ReadonlyMap<string, string> | null
  onView: (view: 'preview' | 'changes') => void
}

function Views({ view, last, changes, onView }: ViewsProps) {
  const count = changes ? [...changes.values()].filter((change) => change !== 'same').length : 0
  const words = last === null ? t('Not exported before') : count === 0 ? t('No changes') : t('Changes')
  return (
    <div className="live-segments" role="group" aria-label={t('View')}>
      <button
        type="button"
        aria-pressed={view === 'preview'}
        data-checked={view === 'preview'}
        onClick={() => onView('preview')}
      >
        {t('Preview')}
      </button>
      <button
        type="button"
        aria-pressed={view === 'changes'}
        data-checked={view === 'changes'}
        disabled={last === null}
        title={last ? t('Since the export of {{time}}', { time: formatDateTime(last.at) }) : undefined}
        onClick={() => onView('changes')}
      >
        {words}
      </button>
    </div>
  )
}

function Changes({ file, last, made }: { file: ExportedFile; last: LastExport | null; made: Made }) {
  const before = last?.files.find(({ path }) => path === file.path)?.text ?? ''
  const now = made.files.some(({ path }) => path === file.path) ? file.text : ''
  if (file.secret)
    return <p className="quiet-state">{t('What holds secrets is not kept, so it is not compared.')}</p>
  return (
    <div className="export-diff">
      <div className="legend">
        <span>
          <i className="mine" />
          {t('+ only now')}
        </span>
        <span>
          <i className="theirs" />
          {t('− only in the last export')}
        </span>
      </div>
      <TextDiff before={before} after={now} />
    </div>
  )
}

interface WaysProps {
  format: Format
  flowId: string
  made: Made
  file: ExportedFile | undefined
  taken: (words: string) => Promise<void>
}

/** The ways out: the clipboard, a download, a folder. */
function Ways({ format, flowId, made, file, taken }: WaysProps) {
  const [busy, setBusy] = useState(false)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const errors = made.problems.filter(({ severity }) => severity === 'error').length
  const several = made.files.length > 1
  const act = async (way: () => Promise<void>) => {
    setBusy(true)
    try {
      await way()
    } catch (thrown) {
      sayFailure(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <footer className="export-foot">
      <p className="muted" role="status">
        {sizeWords(made)}
        {errors > 0 && made.files.length > 0
          ? ` · ${t('a preview: {{count}} problems stand in the way', { count: errors })}`
          : ''}
      </p>
      <span className="spacer" />
      <button
        type="button"
        className="btn"
        disabled={busy || file === undefined}
        onClick={() =>
          void act(async () => {
            if (!file) return
            await copyExport(made, file)
            setCopied(true)
          })
        }
      >
        {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        <span aria-live="polite">{copied ? t('Copied') : several ? t('Copy this file') : t('Copy')}</span>
      </button>
      {several && canWriteFolder() ? (
        <button
          type="button"
          className="btn"
          disabled={busy}
          onClick={() =>
            void act(async () => {
              const name = await writeFolder(flowId, format.id, made.files)
              if (name !== null) await taken(t('Written into the folder {{name}}.', { name }))
            })
          }
        >
          <FolderDown aria-hidden="true" />
          {t('Write to a folder…')}
        </button>
      ) : null}
      <button
        type="button"
        className="btn primary"
        disabled={busy || file === undefined}
        onClick={() =>
          void act(async () =>
            taken(t('Downloaded {{name}}.', { name: await downloadExport(flowId, format.id, made) })),
          )
        }
      >
        <Download aria-hidden="true" />
        {several ? t('Download zip') : t('Download')}
      </button>
    </footer>
  )
}

function sizeWords({ files, picture }: Made): string {
  if (files.length === 0) return ''
  if (picture) {
    const scale = picture.scale ?? 1
    return `${formatNumber(Math.round(picture.width * scale))} × ${formatNumber(Math.round(picture.height * scale))} px`
  }
  const bytes = bytesOf(files)
  const size =
    bytes < 10_240
      ? t('{{number}} bytes', { number: formatNumber(bytes) })
      : `${formatNumber(Math.round(bytes / 1024))} KiB`
  return files.length === 1
    ? size
    : `${t('{{number}} files', { number: formatNumber(files.length) })} · ${size}`
}
