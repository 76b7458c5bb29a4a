import { viewFor, type Box } from './fitNodes.ts'

/** The smallest text of a node has 11.5 px: from this zoom on it has 11 px of the screen. */
export const READABLE_ZOOM = 0.96
/** From this zoom on nodes are drawn whole: a Flow of a few Executors may be as small as that to be seen at once. */
const WHOLE_ZOOM = 0.6
const FEW = 8
/** Of larger Flows the shape says more than a few nodes that can be read. */
const MOST = 30
const MARGIN = 28

/** A phone shows the shape of a small Flow; its outline is what is read there. */
const PHONE = 480

/** How small a Flow of so many Executors may be drawn at first to show all of it. */
function smallestZoom(executors: number, pane: { width: number }): number {
  if (executors > MOST) return 0
  if (executors >= FEW) return READABLE_ZOOM
  return pane.width <= PHONE ? 0 : WHOLE_ZOOM
}

/** The view that a Flow begins with: all of it, or its beginning where all of it could not be read. */
export function firstView(box: Box, pane: { width: number; height: number }, executors: number) {
  const whole = viewFor(box, pane)
  if (whole.zoom >= smallestZoom(executors, pane)) return whole
  const zoom = READABLE_ZOOM
  const fits = box.width * zoom <= pane.width - 2 * MARGIN
  return {
    zoom,
    x: fits ? pane.width / 2 - (box.x + box.width / 2) * zoom : MARGIN - box.x * zoom,
    y: pane.height / 2 - (box.y + box.height / 2) * zoom,
  }
}

/** Which panels give way, so that as much as possible of a Flow is readable: the one that is needed least first. */
export function panelsInTheWay<P extends string>(
  box: Box,
  pane: { width: number; height: number },
  panels: readonly { panel: P; width: number }[],
  executors: number,
): P[] {
  const least = smallestZoom(executors, { width: Infinity })
  const gone: P[] = []
  let { width } = pane
  for (const { panel, width: freed } of panels) {
    if (viewFor(box, { width, height: pane.height }).zoom >= least) break
    // What is too high does not get lower by a wider pane.
    if (box.width * least <= width - 2 * MARGIN) break
    gone.push(panel)
    width += freed
  }
  return gone
}

/** A view is restored for a window of about the size it was left in: within a tenth both ways. */
export const isSimilar = (a: { width: number; height: number }, b: { width: number; height: number }) =>
  Math.abs(a.width - b.width) <= 0.1 * b.width && Math.abs(a.height - b.height) <= 0.1 * b.height
