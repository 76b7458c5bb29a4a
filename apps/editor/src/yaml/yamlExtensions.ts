import { autocompletion, completionKeymap, type Completion } from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import {
  HighlightStyle,
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
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
import { tags } from '@lezer/highlight'
import type { ParsedFlow } from '@flowdeck/shared'
import { completionsAt, helpAt } from './yamlHelp.ts'

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

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--syntax-key)' },
  { tag: [tags.string, tags.content, tags.special(tags.string)], color: 'var(--syntax-string)' },
  { tag: [tags.number], color: 'var(--syntax-number)' },
  {
    tag: [tags.bool, tags.null, tags.keyword, tags.typeName, tags.labelName, tags.meta],
    color: 'var(--syntax-atom)',
  },
  { tag: [tags.comment], color: 'var(--syntax-comment)', fontStyle: 'italic' },
])

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '1.5px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--surface-3) 45%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '.cm-block': { backgroundColor: 'var(--accent-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--focus) 28%, transparent) !important',
  },
  '.cm-tooltip': {
    border: '1px solid var(--border)',
    borderRadius: '8px',
    background: 'var(--surface)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--accent-soft)',
    color: 'var(--accent-text)',
  },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
  '.cm-help': { padding: '7px 10px', maxWidth: '340px', font: '12.5px/1.45 var(--font)' },
  '.cm-diagnostic': { font: '12.5px/1.45 var(--font)', padding: '5px 9px' },
  '.cm-panels': { background: 'var(--surface-2)', color: 'var(--text)', borderColor: 'var(--border)' },
  '.cm-panel input, .cm-panel button': { fontSize: '12px' },
  '.cm-textfield': { background: 'var(--surface)', border: '1px solid var(--border-strong)' },
  '.cm-button': { background: 'var(--surface)', border: '1px solid var(--border-strong)' },
  '.cm-searchMatch': { background: 'var(--warn-soft)' },
  '.cm-foldPlaceholder': {
    background: 'var(--surface-3)',
    border: 'none',
    color: 'var(--text-2)',
    padding: '0 6px',
  },
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
    lineNumbers(),
    lintGutter(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    codeFolding(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    yaml(),
    syntaxHighlighting(colours),
    theme,
    EditorView.contentAttributes.of({ 'aria-label': 'YAML of the Flow', tabindex: '0' }),
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
      ...completionKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap.filter((binding) => binding.key !== 'Mod-i' && binding.key !== 'Mod-Enter'),
      indentWithTab,
    ]),
  ]
}
