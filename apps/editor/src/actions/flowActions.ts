import { openExport } from '../export/exportStore.ts'
import { focusSend, openAttach, openCompose, requestStart, requestStop } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import type { Action } from './action.ts'
import { downloadYaml, openImport } from './exchange.ts'
import { saveNow } from './save.ts'
import { openNameVersion, openVersions } from './versions.ts'
import { t } from '../i18n/t.ts'

/** The file of the Flow, and its run. */
export const FLOW_ACTIONS: readonly Action[] = [
  { id: 'save', title: t('Save'), group: 'Flow', keys: ['Ctrl+S'], inText: true, run: () => void saveNow() },
  {
    id: 'save-version',
    title: t('Save version…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+S'],
    inText: true,
    run: openNameVersion,
  },
  {
    id: 'versions',
    title: t('Versions…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+H'],
    inText: true,
    run: openVersions,
  },
  { id: 'new', title: t('New Flow…'), group: 'Flow', run: () => ui.openDialog('newFlow') },
  {
    id: 'templates',
    title: t('New Flow from a template…'),
    group: 'Flow',
    run: () => ui.openDialog('templates'),
  },
  { id: 'paste-yaml', title: t('Paste a Flow…'), group: 'Flow', run: () => ui.openDialog('paste') },
  { id: 'delete-flow', title: t('Delete this Flow…'), group: 'Flow', run: () => ui.openDialog('deleteFlow') },
  {
    id: 'import',
    title: t('Import a YAML file…'),
    group: 'Flow',
    keys: ['Ctrl+O'],
    inText: true,
    run: openImport,
  },
  {
    id: 'export',
    title: t('Export…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+E'],
    inText: true,
    run: () => openExport(),
  },
  { id: 'download', title: t('Download the YAML'), group: 'Flow', run: downloadYaml },
  {
    id: 'start',
    title: t('Start the Flow'),
    words: t('run'),
    group: 'Run',
    keys: ['Ctrl+Enter'],
    run: () => void requestStart(),
  },
  {
    id: 'send',
    title: t('Send a request'),
    words: t('ask playground'),
    group: 'Run',
    run: () => {
      const { id } = useDocument.getState()
      ui.showDrawer('playground')
      if (id !== null) focusSend(id)
    },
  },
  {
    id: 'stop',
    title: t('Stop the Flow'),
    group: 'Run',
    keys: ['Ctrl+.'],
    inText: true,
    run: () => void requestStop(false),
  },
  { id: 'compose', title: t('Start with Compose…'), group: 'Run', run: () => void openCompose() },
  { id: 'attach', title: t('Attach to a Gateway…'), group: 'Run', run: openAttach },
]
