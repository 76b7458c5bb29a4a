import { EXIT } from '../canvas/canvasModel.ts'
import { canvasView } from '../canvas/canvasView.ts'
import { moveOrWalk, startLink, walk } from '../canvas/canvasMoves.ts'
import { animateMs, fitNodes } from '../canvas/fitNodes.ts'
import { setOwnView } from '../canvas/viewOwner.ts'
import { getNodeSize } from '../canvas/layoutInput.ts'
import type { Direction } from '../canvas/nextNode.ts'
import { useDocument } from '../state/documentStore.ts'
import { NODE_SIZE } from '@flowdeck/shared'
import { ui, type QuickAdd } from '../state/uiStore.ts'
import type { Action } from './action.ts'
import { tidy } from './edit.ts'
import { t } from '../i18n/t.ts'

const DIRECTIONS: readonly { to: Direction; words: string; key: string }[] = [
  { to: 'left', words: t('left'), key: 'ArrowLeft' },
  { to: 'right', words: t('right'), key: 'ArrowRight' },
  { to: 'up', words: t('up'), key: 'ArrowUp' },
  { to: 'down', words: t('down'), key: 'ArrowDown' },
]

/** What is done on the canvas: tidying, adding, linking, moving, zooming. */
export const CANVAS_ACTIONS: readonly Action[] = [
  { id: 'tidy', title: t('Tidy the layout'), group: 'Canvas', keys: ['Shift+Alt+T'], run: () => void tidy() },
  {
    id: 'quick-add',
    title: t('Add an Executor'),
    group: 'Canvas',
    on: 'nodes',
    keys: ['N'],
    where: 'nodes',
    run: openPicker,
  },
  {
    id: 'link',
    title: t('Link from the focused Executor'),
    group: 'Canvas',
    on: 'nodes',
    keys: ['L'],
    where: 'nodes',
    run: startLink,
  },
  { id: 'fit', title: t('Fit the Flow'), group: 'Canvas', keys: ['1'], where: 'canvas', run: () => fit([]) },
  {
    id: 'fit-selection',
    title: t('Fit the selection'),
    group: 'Canvas',
    on: 'nodes',
    keys: ['2'],
    where: 'canvas',
    run: () => {
      const { selection } = useDocument.getState()
      if (selection.size > 0) fit([...selection])
    },
  },
  {
    id: 'actual',
    title: t('Zoom to 100 %'),
    group: 'Canvas',
    keys: ['0'],
    where: 'canvas',
    run: () => {
      setOwnView(true)
      void canvasView()?.zoomTo(1, { duration: animateMs() })
    },
  },
  {
    id: 'zoom-in',
    title: t('Zoom in'),
    group: 'Canvas',
    keys: ['+', '='],
    where: 'canvas',
    run: () => {
      setOwnView(true)
      void canvasView()?.zoomIn({ duration: animateMs() })
    },
  },
  {
    id: 'zoom-out',
    title: t('Zoom out'),
    group: 'Canvas',
    keys: ['-'],
    where: 'canvas',
    run: () => {
      setOwnView(true)
      void canvasView()?.zoomOut({ duration: animateMs() })
    },
  },
  ...DIRECTIONS.flatMap(({ to, words, key }): Action[] => [
    {
      id: `move-${to}`,
      title: t('Move the selection {{to}}', { to: words }),
      group: 'Canvas',
      on: 'nodes',
      keys: [key],
      where: 'canvas',
      run: () => moveOrWalk(to, 1),
    },
    {
      id: `move-far-${to}`,
      title: t('Move the selection {{to}} by five steps', { to: words }),
      group: 'Canvas',
      on: 'nodes',
      keys: [`Shift+${key}`],
      where: 'canvas',
      run: () => moveOrWalk(to, 5),
    },
    {
      id: `walk-${to}`,
      title: t('Walk {{to}} along the graph', { to: words }),
      group: 'Canvas',
      on: 'nodes',
      keys: [`Alt+${key}`],
      where: 'canvas',
      run: () => walk(to),
    },
  ]),
]

function fit(ids: readonly string[]): void {
  const view = canvasView()
  if (view) fitNodes(view, ids)
}

/** The picker, beside the selected node (wired to it) or in the middle of the view. */
function openPicker(): void {
  const { layout, selection } = useDocument.getState()
  const [id, ...more] = selection
  const alone = more.length === 0 ? id : undefined
  const at = alone === undefined || alone === EXIT ? undefined : layout.nodes[alone]
  const wire: QuickAdd['wire'] =
    alone === undefined
      ? null
      : alone === EXIT
        ? { type: 'before', to: EXIT }
        : { type: 'after', from: alone }
  const view = canvasView()
  if (view && alone !== undefined && at) {
    const screen = view.flowToScreenPosition({
      x: at.x + getNodeSize(alone).width + 24,
      y: at.y + NODE_SIZE.height / 2,
    })
    ui.openQuickAdd({ screen, at: null, wire })
    return
  }
  const pane = document.getElementById('region-canvas')?.getBoundingClientRect()
  ui.openQuickAdd({
    screen: {
      x: (pane?.left ?? 0) + (pane?.width ?? 0) / 2 - 160,
      y: (pane?.top ?? 0) + (pane?.height ?? 0) / 3,
    },
    at: null,
    wire,
  })
}
