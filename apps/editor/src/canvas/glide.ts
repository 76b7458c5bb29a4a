import type { CanvasNode } from './flowNodes.ts'

/** Milliseconds in which tidied nodes go to their places. */
const GLIDE_MS = 240
/** More nodes than this jump: moving them all would be no smooth motion. */
const GLIDE_LIMIT = 400

let wanted = false

/** The next change of positions is seen as a motion, where motion is welcome. */
export function glideNext(): void {
  wanted = !matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Whether this change was asked to glide; asking takes the wish away. */
export function takeGlide(count: number): boolean {
  const glides = wanted && count <= GLIDE_LIMIT
  wanted = false
  return glides
}

/** Gives the nodes of every frame on the way from where they are shown to where they belong; returns how to stop. */
export function glide(
  from: readonly CanvasNode[],
  to: CanvasNode[],
  show: (nodes: CanvasNode[]) => void,
): () => void {
  const starts = new Map(from.map((node) => [node.id, node.position]))
  const began = performance.now()
  let frame = requestAnimationFrame(function step(now) {
    const part = Math.min(1, Math.max(0, (now - began) / GLIDE_MS))
    if (part === 1) {
      show(to)
      return
    }
    const eased = 1 - (1 - part) ** 3
    show(
      to.map((node) => {
        const start = starts.get(node.id)
        if (!start || (start.x === node.position.x && start.y === node.position.y)) return node
        const between = (a: number, b: number) => a + (b - a) * eased
        return {
          ...node,
          position: { x: between(start.x, node.position.x), y: between(start.y, node.position.y) },
        }
      }),
    )
    frame = requestAnimationFrame(step)
  })
  return () => cancelAnimationFrame(frame)
}
