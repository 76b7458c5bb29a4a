import { startCompletion } from '@codemirror/autocomplete'
import { selectAll } from '@codemirror/commands'
import { openSearchPanel } from '@codemirror/search'
import type { EditorView } from '@codemirror/view'
import { GATEWAY } from '@flowdeck/shared'
import { copyText } from '../actions/clipboard.ts'
import type { MenuGroup } from '../actions/menuItems.ts'
import { focusNode, redoStep, refuse, undoStep } from '../actions/edit.ts'
import { ENTRY } from '../canvas/canvasModel.ts'
import { flushParse } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import { t } from '../i18n/t.ts'

/** What the menu of the YAML panel offers at a point of the screen; the cursor goes there, unless it is in the selection. */
export function yamlMenu(editor: EditorView, at: { x: number; y: number }): readonly MenuGroup[] {
  const pointed = editor.posAtCoords(at)
  const now = editor.state.selection.main
  if (pointed !== null && (pointed < now.from || pointed > now.to))
    editor.dispatch({ selection: { anchor: pointed } })
  const { from, to, head, empty } = editor.state.selection.main
  const chosen = editor.state.sliceDoc(from, to)
  flushParse()
  const { parsed, history } = useDocument.getState()
  const name = parsed.source.executorAt(head)
  const write = (text: string) => {
    editor.dispatch(editor.state.replaceSelection(text))
    editor.focus()
  }
  return [
    {
      items: [
        {
          title: t('Cut'),
          keys: 'Ctrl+X',
          disabled: empty,
          run: () => void copyText(chosen).then((copied) => (copied ? write('') : undefined)),
        },
        { title: t('Copy'), keys: 'Ctrl+C', disabled: empty, run: () => void copyText(chosen) },
        { title: t('Paste'), keys: 'Ctrl+V', run: () => void paste(write) },
        { title: t('Select all'), keys: 'Ctrl+A', run: () => selectAll(editor) },
      ],
    },
    {
      items: [
        { title: t('Undo'), keys: 'Ctrl+Z', disabled: history.done.length === 0, run: undoStep },
        { title: t('Redo'), keys: 'Ctrl+Shift+Z', disabled: history.undone.length === 0, run: redoStep },
      ],
    },
    {
      items: [
        { title: t('Suggest what fits here'), keys: 'Ctrl+Space', run: () => startCompletion(editor) },
        { title: t('Find in the YAML'), keys: 'Ctrl+F', run: () => openSearchPanel(editor) },
        ...(name === null
          ? []
          : [{ title: t('Go to {{name}} on the canvas', { name }), run: () => goTo(name) }]),
      ],
    },
    { items: [{ title: t('Hide the YAML'), keys: 'Ctrl+E', run: () => ui.togglePanel('yaml') }] },
  ]
}

function goTo(name: string): void {
  const id = name === GATEWAY ? ENTRY : name
  select([id])
  ui.reveal([id])
  focusNode(id)
}

async function paste(write: (text: string) => void): Promise<void> {
  try {
    write(await navigator.clipboard.readText())
  } catch {
    refuse(t('The browser does not let this page read the clipboard: press Ctrl+V instead.'))
  }
}
