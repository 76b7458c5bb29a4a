import { align, distribute, type Alignment, type Placed, type Spread } from '../canvas/arrange.ts'
import { glideNext } from '../canvas/glide.ts'
import { getNodeSize } from '../canvas/layoutInput.ts'
import { moveNodes } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { refuse } from './edit.ts'
import type { Action } from './action.ts'
import { t } from '../i18n/t.ts'

function selectedBoxes(): Placed[] {
  const { layout, selection } = useDocument.getState()
  return [...selection].flatMap((id) => {
    const at = layout.nodes[id]
    return at ? [{ id, ...at, ...getNodeSize(id) }] : []
  })
}

function arrange(least: number, words: string, place: (nodes: readonly Placed[]) => Record<string, Point>) {
  const nodes = selectedBoxes()
  if (nodes.length < least) {
    refuse(least === 2 ? t('Select two or more nodes first.') : t('Select three or more nodes first.'))
    return
  }
  glideNext()
  const count = nodes.length
  moveNodes(place(nodes), t('{{what}} {{count}} nodes', { what: words, count }))
  const what = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
  ui.announce(t('{{what}}: {{count}} nodes.', { what, count }))
}
interface Point {
  x: number
  y: number
}

/** What is done, as undo names it before the number of nodes. */
const WORDS: Record<Alignment | Spread, string> = {
  left: t('align left'),
  centre: t('align centre'),
  right: t('align right'),
  top: t('align top'),
  middle: t('align middle'),
  bottom: t('align bottom'),
  across: t('distribute across'),
  down: t('distribute down'),
}

const aligning = (how: Alignment, key: string, title: string): Action => ({
  id: `align-${how}`,
  title,
  group: 'Canvas',
  on: 'several',
  keys: [`Shift+Alt+${key}`],
  run: () => arrange(2, WORDS[how], (nodes) => align(nodes, how)),
})
const spreading = (how: Spread, key: string, title: string): Action => ({
  id: `distribute-${how}`,
  title,
  group: 'Canvas',
  on: 'several',
  keys: [`Shift+Alt+${key}`],
  run: () => arrange(3, WORDS[how], (nodes) => distribute(nodes, how)),
})

/** Putting selected nodes in line; each is one undo step. */
export const ARRANGE_ACTIONS: readonly Action[] = [
  aligning('left', 'L', t('Align left edges')),
  aligning('centre', 'C', t('Align centres in a column')),
  aligning('right', 'R', t('Align right edges')),
  aligning('top', 'U', t('Align upper edges')),
  aligning('middle', 'M', t('Align middles in a row')),
  aligning('bottom', 'B', t('Align lower edges')),
  spreading('across', 'H', t('Distribute from left to right')),
  spreading('down', 'V', t('Distribute from top to bottom')),
]
