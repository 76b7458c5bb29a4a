import { align, distribute, type Alignment, type Placed, type Spread } from '../canvas/arrange.ts'
import { glideNext } from '../canvas/glide.ts'
import { sizeOf } from '../canvas/layoutInput.ts'
import { moveNodes, useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { refuse } from './edit.ts'
import type { Action } from './registry.ts'

function selectedBoxes(): Placed[] {
  const { layout, selection } = useDocument.getState()
  return [...selection].flatMap((id) => {
    const at = layout.nodes[id]
    return at ? [{ id, ...at, ...sizeOf(id) }] : []
  })
}

function arrange(least: number, words: string, place: (nodes: readonly Placed[]) => Record<string, Point>) {
  const nodes = selectedBoxes()
  if (nodes.length < least) {
    refuse(`Select ${least === 2 ? 'two' : 'three'} or more nodes first.`)
    return
  }
  glideNext()
  moveNodes(place(nodes), `${words} ${nodes.length} nodes`)
  ui.announce(`${words[0]?.toUpperCase() ?? ''}${words.slice(1)}: ${nodes.length} nodes.`)
}
interface Point {
  x: number
  y: number
}

const aligning = (how: Alignment, key: string, title: string): Action => ({
  id: `align-${how}`,
  title,
  group: 'Canvas',
  keys: [`Shift+Alt+${key}`],
  run: () => arrange(2, `align ${how}`, (nodes) => align(nodes, how)),
})
const spreading = (how: Spread, key: string, title: string): Action => ({
  id: `distribute-${how}`,
  title,
  group: 'Canvas',
  keys: [`Shift+Alt+${key}`],
  run: () => arrange(3, `distribute ${how}`, (nodes) => distribute(nodes, how)),
})

/** Putting selected nodes in line; each is one undo step. */
export const ARRANGE_ACTIONS: readonly Action[] = [
  aligning('left', 'L', 'Align left edges'),
  aligning('centre', 'C', 'Align centres in a column'),
  aligning('right', 'R', 'Align right edges'),
  aligning('top', 'U', 'Align upper edges'),
  aligning('middle', 'M', 'Align middles in a row'),
  aligning('bottom', 'B', 'Align lower edges'),
  spreading('across', 'H', 'Distribute from left to right'),
  spreading('down', 'V', 'Distribute from top to bottom'),
]
