import type { AriaLabelConfig } from '@xyflow/react'
import { t } from './t.ts'

/** What the canvas library says to screen readers of nodes, edges and its buttons. */
export const CANVAS_WORDS: Partial<AriaLabelConfig> = {
  'node.a11yDescription.default': t(
    'Press enter or space to select a node. Press delete to remove it and escape to cancel.',
  ),
  'node.a11yDescription.keyboardDisabled': t(
    'Press enter or space to select a node. You can then use the arrow keys to move the node around. Press delete to remove it and escape to cancel.',
  ),
  'edge.a11yDescription.default': t(
    'Press enter or space to select an edge. You can then press delete to remove it or escape to cancel.',
  ),
  'controls.zoomIn.ariaLabel': t('Zoom In'),
  'controls.zoomOut.ariaLabel': t('Zoom Out'),
  'controls.fitView.ariaLabel': t('Fit View'),
}

/** What the text editor's own panels say, by the phrase it looks up. */
export const EDITOR_WORDS: Readonly<Record<string, string>> = {
  Find: t('Find'),
  Replace: t('Replace'),
  next: t('next'),
  previous: t('previous'),
  all: t('all'),
  'match case': t('match case'),
  regexp: t('regexp'),
  'by word': t('by word'),
  replace: t('replace'),
  'replace all': t('replace all'),
  close: t('close'),
  'current match': t('current match'),
  'on line': t('on line'),
  'replaced match on line $': t('replaced match on line $'),
  'replaced $ matches': t('replaced $ matches'),
  'Go to line': t('Go to line'),
  go: t('go'),
  Completions: t('Completions'),
  Diagnostics: t('Diagnostics'),
  'No diagnostics': t('No diagnostics'),
  'Selection deleted': t('Selection deleted'),
  'folded code': t('folded code'),
  unfold: t('unfold'),
}
