import {
  Command as CommandIcon,
  Download,
  History,
  Languages,
  Monitor,
  Moon,
  MoreHorizontal,
  Redo2,
  Save,
  Share,
  Sun,
  Tag,
  Trash2,
  Undo2,
  FileUp,
  Keyboard,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { downloadYaml, openImport } from '../actions/exchange.ts'
import { edit, redoStep, undoStep } from '../actions/edit.ts'
import { openExport } from '../export/exportStore.ts'
import { readForStart, saveNow } from '../actions/save.ts'
import { openNameVersion, openVersions } from '../actions/versions.ts'
import { RunBar } from '../live/index.ts'
import { isDirty, useDocument } from '../state/documentStore.ts'
import { ui, useUi, type Theme } from '../state/uiStore.ts'
import { toggleView, usePhone, useView } from '../state/view.ts'
import { Hint } from '../ui/Hint.tsx'
import { Keys } from '../ui/Keys.tsx'
import { usePendingFields } from '../ui/pendingFields.ts'
import { FlowSwitcher } from './FlowSwitcher.tsx'
import { formatClock } from '../i18n/format.ts'
import { chooseLanguage, type Language } from '../i18n/language.ts'
import { currentLanguage, t } from '../i18n/t.ts'

/** The bar on top: which Flow, its history, its state on disk, and running it. */
export function TopBar() {
  const id = useDocument((state) => state.id)
  const phone = usePhone()
  const ready = useDocument((state) => state.status === 'ready')
  const canUndo = useDocument((state) => state.history.done.length > 0)
  const canRedo = useDocument((state) => state.history.undone.length > 0)
  return (
    <header className="topbar" aria-label="Flowdeck" id="region-top" tabIndex={-1}>
      <h1 className="brand">
        <img src="./favicon.svg" alt="" />
        <span>Flowdeck</span>
      </h1>
      <FlowSwitcher />
      <span className="divider" />
      <Hint text={t('Undo')} action="undo">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Undo')}
          disabled={!canUndo}
          onClick={undoStep}
        >
          <Undo2 aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Redo')} action="redo">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Redo')}
          disabled={!canRedo}
          onClick={redoStep}
        >
          <Redo2 aria-hidden="true" />
        </button>
      </Hint>
      {phone ? null : (
        <>
          <SaveButton />
          <SaveState />
        </>
      )}
      {phone ? null : (
        <Hint text={t('Versions')} action="versions">
          <button
            type="button"
            className="icon-btn"
            aria-label={t('Versions')}
            disabled={!ready}
            onClick={openVersions}
          >
            <History aria-hidden="true" />
          </button>
        </Hint>
      )}
      <span className="spacer" />
      {ready && id !== null ? (
        <RunBar flowId={id} read={readForStart} saveBeforeStart={saveNow} applyEdits={applyRunFix} />
      ) : null}
      <span className="divider" />
      {phone ? null : <PanelToggles />}
      <Hint text={t('Export the Flow')} action="export">
        <button
          type="button"
          className={phone ? 'icon-btn' : 'btn ghost'}
          aria-label={t('Export')}
          disabled={!ready}
          onClick={() => openExport()}
        >
          <Share aria-hidden="true" />
          {phone ? null : t('Export')}
        </button>
      </Hint>
      <Hint text={t('Commands')} action="commands">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Open the command palette')}
          onClick={() => ui.openDialog('commands')}
        >
          <CommandIcon aria-hidden="true" />
        </button>
      </Hint>
      {phone ? null : <ThemeMenu />}
      <MoreMenu />
    </header>
  )
}

const applyRunFix: NonNullable<React.ComponentProps<typeof RunBar>['applyEdits']> = (edits) => {
  edit(edits, { select: false })
}

function SaveButton() {
  const dirty = useUnsaved()
  const saving = useDocument((state) => state.saving)
  const ready = useDocument((state) => state.status === 'ready')
  return (
    <Hint text={t('Save to the Flow file')} action="save">
      <button
        type="button"
        className="btn"
        disabled={!ready || saving || !dirty}
        onClick={() => void saveNow()}
      >
        <Save aria-hidden="true" />
        {saving ? t('Saving…') : t('Save')}
      </button>
    </Hint>
  )
}

/** Whether the file lacks something: an edit, or what is being typed in a field. */
function useUnsaved(): boolean {
  const typing = usePendingFields((state) => state.count > 0)
  const lacking = useDocument((state) => isDirty(state) || state.gone)
  return lacking || typing
}

function SaveState() {
  const dirty = useUnsaved()
  const savedAt = useDocument((state) => state.savedAt)
  const ready = useDocument((state) => state.status === 'ready')
  if (!ready) return null
  const time = savedAt === null ? '' : ` ${formatClock(savedAt, { seconds: false })}`
  return (
    <span className={`save-state hide-narrow ${dirty ? 'dirty' : ''}`} role="status" aria-live="off">
      <i aria-hidden="true" />
      {dirty ? t('Unsaved changes') : `${t('Saved')}${time}`}
    </span>
  )
}

function PanelToggles() {
  const yaml = useUi((state) => state.panels.yaml)
  const outline = useView() === 'outline'
  return (
    <>
      <Hint text={t('Outline: the Flow as a table')} action="outline">
        <button
          type="button"
          className="btn ghost"
          aria-pressed={outline}
          onClick={toggleView}
          style={outline ? { background: 'var(--accent-soft)', color: 'var(--accent-text)' } : undefined}
        >
          {t('Outline')}
        </button>
      </Hint>
      <Hint text={t('YAML beside the canvas')} action="yaml">
        <button
          type="button"
          className="btn ghost"
          aria-pressed={yaml}
          onClick={() => ui.togglePanel('yaml')}
          style={yaml ? { background: 'var(--accent-soft)', color: 'var(--accent-text)' } : undefined}
        >
          YAML
        </button>
      </Hint>
    </>
  )
}

const THEMES: readonly { theme: Theme; words: string; Icon: typeof Sun }[] = [
  { theme: 'light', words: t('Light'), Icon: Sun },
  { theme: 'dark', words: t('Dark'), Icon: Moon },
  { theme: 'system', words: t('As the system'), Icon: Monitor },
]

/** Each under its own name: whoever looks for a language may not read the one that is shown. */
const LANGUAGE_NAMES: readonly { language: Language; name: string }[] = [
  { language: 'en', name: 'English' },
  { language: 'de', name: 'Deutsch' },
]

/** How the editor looks and speaks. */
function ThemeMenu() {
  const theme = useUi((state) => state.theme)
  const Icon = THEMES.find((choice) => choice.theme === theme)?.Icon ?? Monitor
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="icon-btn" aria-label={t('Theme')}>
          <Icon aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} style={{ minWidth: 160 }}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => ui.setTheme(value as Theme)}>
            {THEMES.map((choice) => (
              <DropdownMenu.RadioItem className="menu-item" key={choice.theme} value={choice.theme}>
                <choice.Icon aria-hidden="true" />
                {choice.words}
                <span className="spacer" />
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.RadioGroup
            aria-label={t('Language')}
            value={currentLanguage()}
            onValueChange={(value) => chooseLanguage(value as Language)}
          >
            {LANGUAGE_NAMES.map(({ language, name }) => (
              <DropdownMenu.RadioItem className="menu-item" key={language} value={language} lang={language}>
                <Languages aria-hidden="true" />
                {name}
                <span className="spacer" />
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function MoreMenu() {
  const phone = usePhone()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="icon-btn" aria-label={t('More')}>
          <MoreHorizontal aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {phone ? (
            <DropdownMenu.Item className="menu-item" onSelect={() => void saveNow()}>
              <Save aria-hidden="true" />
              {t('Save')}
              <Keys of="save" />
            </DropdownMenu.Item>
          ) : null}
          <DropdownMenu.Item className="menu-item" onSelect={openNameVersion}>
            <Tag aria-hidden="true" />
            {t('Save version…')}
            <Keys of="save-version" />
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={downloadYaml}>
            <Download aria-hidden="true" />
            {t('Download YAML')}
            <Keys of="download" />
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={openImport}>
            <FileUp aria-hidden="true" />
            {t('Import YAML…')}
            <Keys of="import" />
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('deleteFlow')}>
            <Trash2 aria-hidden="true" />
            {t('Delete this Flow…')}
          </DropdownMenu.Item>
          <div className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('shortcuts')}>
            <Keyboard aria-hidden="true" />
            {t('Keyboard shortcuts')}
            <Keys of="shortcuts" />
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
