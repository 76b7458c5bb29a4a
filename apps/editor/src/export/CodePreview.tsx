import { javascript } from '@codemirror/lang-javascript'
import { markdown } from '@codemirror/lang-markdown'
import { python } from '@codemirror/lang-python'
import { yaml } from '@codemirror/lang-yaml'
import { StreamLanguage } from '@codemirror/language'
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, drawSelection, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { spliceBetween } from '@flowdeck/shared'
import { codeLook } from '../yaml/codeLook.ts'
import { t } from '../i18n/t.ts'

const LANGUAGES: readonly [RegExp, () => Extension][] = [
  [/\.ya?ml$/, yaml],
  [/\.ts$/, () => javascript({ typescript: true })],
  [/\.py$/, () => python()],
  [/\.md$/, () => markdown()],
  [/\.(sh|env)$|(^|\/)\.env$/, () => StreamLanguage.define(shell)],
  [/(^|\/)(Dockerfile[^/]*|[^/]*\.Dockerfile)$/, () => StreamLanguage.define(dockerFile)],
]

/** A file to read, with the colours of its language; it follows its text without losing the place. */
export function CodePreview({ path, text }: { path: string; text: string }) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const language = LANGUAGES.find(([name]) => name.test(path))?.[1]
    const editor = new EditorView({
      parent: host.current,
      extensions: [
        EditorState.readOnly.of(true),
        EditorState.lineSeparator.of('\n'),
        lineNumbers(),
        drawSelection(),
        codeLook,
        ...(language ? [language()] : []),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-label': t('Preview of {{what}}', { what: path }),
          'aria-readonly': 'true',
          tabindex: '0',
        }),
      ],
    })
    view.current = editor
    return () => {
      editor.destroy()
      view.current = null
    }
  }, [path])
  useEffect(() => {
    const editor = view.current
    const splice = editor && spliceBetween(editor.state.sliceDoc(), text)
    if (splice) editor.dispatch({ changes: { from: splice.start, to: splice.end, insert: splice.text } })
  }, [path, text])
  return <div ref={host} className="export-code" />
}
