import { setDiagnostics } from '@codemirror/lint'
import { EditorSelection } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { GATEWAY, spliceBetween } from '@flowdeck/shared'
import { provideMenu } from '../actions/contextMenu.ts'
import { redoStep, undoStep } from '../actions/edit.ts'
import { ENTRY, EXIT } from '../canvas/canvasModel.ts'
import { flushParse, typeText } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { useUi } from '../state/uiStore.ts'
import { blockHighlight, fromOutside, setBlock, yamlExtensions } from './yamlExtensions.ts'
import { yamlMenu } from './yamlMenu.ts'
import { toDiagnostics } from './toDiagnostics.ts'

/** CodeMirror on the document's text. Its undo is the document's undo: typing and canvas edits are one history. */
export function YamlEditorView() {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const editor = new EditorView({
      parent: host.current,
      doc: useDocument.getState().text,
      extensions: [
        yamlExtensions({
          undo: undoStep,
          redo: redoStep,
          parsed: () => {
            flushParse()
            return useDocument.getState().parsed
          },
        }),
        blockHighlight,
        EditorView.updateListener.of((update) => {
          const outside = update.transactions.some((transaction) => transaction.annotation(fromOutside))
          if (update.docChanged && !outside) typeText(textOf(update.state))
          if (update.selectionSet && !outside && update.view.hasFocus)
            follow(update.state.selection.main.head)
        }),
      ],
    })
    view.current = editor
    const stop = useDocument.subscribe((now, before) => {
      if (now.text !== before.text) takeText(editor, now.text)
      if (now.parsed !== before.parsed) mark(editor)
      if (now.selection !== before.selection && !editor.hasFocus) showBlock(editor, true)
      else if (now.parsed !== before.parsed || now.selection !== before.selection) showBlock(editor, false)
    })
    mark(editor)
    showBlock(editor, true)
    const withdraw = provideMenu('yaml', (at) => yamlMenu(editor, at))
    return () => {
      withdraw()
      stop()
      editor.destroy()
      view.current = null
    }
  }, [])
  const line = useUi((state) => state.revealLine)
  useEffect(() => {
    const editor = view.current
    if (!editor || !line) return
    const at = editor.state.doc.line(Math.min(line.line, editor.state.doc.lines))
    const head = Math.min(at.from + Math.max(0, line.column - 1), at.to)
    editor.dispatch({
      selection: EditorSelection.cursor(head),
      effects: EditorView.scrollIntoView(head, { y: 'center' }),
      annotations: fromOutside.of(true),
    })
    if (line.focus) editor.focus()
  }, [line])
  return <div ref={host} style={{ height: '100%' }} />
}

/** CodeMirror counts every line end as one character; the document keeps the file's own. */
function textOf(state: EditorView['state']): string {
  return state.sliceDoc()
}

/** Changes only what differs, so that the cursor and the scroll stay where they are. */
function takeText(editor: EditorView, text: string): void {
  const splice = spliceBetween(editor.state.sliceDoc(), text)
  if (!splice) return
  editor.dispatch({
    changes: { from: splice.start, to: splice.end, insert: splice.text },
    annotations: fromOutside.of(true),
  })
}

function mark(editor: EditorView): void {
  const { parsed } = useDocument.getState()
  if (parsed.text.length !== editor.state.doc.length) return
  editor.dispatch(setDiagnostics(editor.state, toDiagnostics(parsed.issues, editor.state.doc.length)))
}

/** The cursor is in a block: its node is selected. */
function follow(offset: number): void {
  const { parsed, text } = useDocument.getState()
  if (parsed.text !== text) return
  const name = parsed.source.executorAt(offset)
  if (name !== null) select([name === GATEWAY ? ENTRY : name])
}

/** Marks the block of the selected node, and scrolls to it when the selection was made elsewhere. */
function showBlock(editor: EditorView, scroll: boolean): void {
  const { parsed, selection } = useDocument.getState()
  const chosen = [...selection]
  const only = chosen.length === 1 ? chosen[0] : undefined
  const executor = parsed.spec?.executors.find((candidate) => candidate.name === only)
  const range = executor
    ? parsed.source.range(executor.path)
    : only === ENTRY || only === EXIT
      ? parsed.source.range([GATEWAY])
      : null
  const end = editor.state.doc.length
  const block = range && range.end <= end ? { from: range.start, to: lastText(parsed.text, range) } : null
  editor.dispatch({
    effects: [
      setBlock.of(block),
      ...(scroll && block ? [EditorView.scrollIntoView(block.from, { y: 'nearest', yMargin: 60 })] : []),
    ],
    annotations: fromOutside.of(true),
  })
}

/** The end of a block without the blank lines and comments that follow it. */
function lastText(text: string, { start, end }: { start: number; end: number }): number {
  return start + text.slice(start, end).trimEnd().length
}
