import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type Completion,
} from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Annotation, EditorState, StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view'
import type { ParsedFlow } from '@flowdeck/shared'
import { codeLook } from './codeLook.ts'
import { completionsAt, helpAt } from './yamlHelp.ts'
import { EDITOR_WORDS } from '../i18n/libraryWords.ts'
import { t } from '../i18n/t.ts'

/** The change came from the document, not from typing here. */
export const fromOutside = Annotation.define<boolean>()
export const setBlock = StateEffect.define<{ from: number; to: number } | null>()

const blockLine = Decoration.line({ class: 'cm-block' })

/** The lines of the selected node. */
export const blockHighlight = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setBlock)) continue
      if (effect.value === null) {
        next = Decoration.none
        continue
      }
      const { doc } = transaction.state
      const first = doc.lineAt(Math.min(effect.value.from, doc.length)).number
      const last = doc.lineAt(Math.min(effect.value.to, doc.length)).number
      next = Decoration.set(
        Array.from({ length: last - first + 1 }, (_, i) => blockLine.range(doc.line(first + i).from)),
      )
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

interface Ways {
  undo: () => void
  redo: () => void
  parsed: () => ParsedFlow
}

export function yamlExtensions({ undo, redo, parsed }: Ways): Extension {
  const done = (run: () => void) => () => {
    run()
    return true
  }
  return [
    // One line end per break, as it stands in the file: offsets then are the document's.
    EditorState.lineSeparator.of('\n'),
    EditorState.tabSize.of(2),
    EditorState.phrases.of(EDITOR_WORDS),
    lineNumbers(),
    lintGutter(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    codeFolding(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    yaml(),
    codeLook,
    EditorView.contentAttributes.of({ 'aria-label': t('YAML of the Flow'), tabindex: '0' }),
    autocompletion({
      icons: false,
      override: [
        (context) => {
          const found = completionsAt(parsed(), context.state.sliceDoc(), context.pos)
          if (!found || (found.options.length === 0 && !context.explicit)) return null
          if (!context.explicit && !context.matchBefore(/[\w.{$/-]+$/)) return null
          return {
            from: found.from,
            options: found.options.map((option): Completion => ({ ...option })),
            validFor: /^[\w./-]*$/,
          }
        },
      ],
    }),
    hoverTooltip((view, pos) => {
      const help = helpAt(parsed(), view.state.sliceDoc(), pos)
      return help
        ? {
            pos: help.from,
            end: help.to,
            create: () => {
              const dom = document.createElement('div')
              dom.className = 'cm-help'
              dom.textContent = help.text
              return { dom }
            },
          }
        : null
    }),
    keymap.of([
      { key: 'Mod-z', run: done(undo), preventDefault: true },
      { key: 'Mod-Shift-z', run: done(redo), preventDefault: true },
      { key: 'Mod-y', run: done(redo), preventDefault: true },
      // Tab leaves the editor after Escape, as CodeMirror documents; inside it indents.
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap.filter((binding) => binding.key !== 'Mod-i' && binding.key !== 'Mod-Enter'),
      indentWithTab,
    ]),
  ]
}
