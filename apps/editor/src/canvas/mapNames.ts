import { getNodeSize, type Positions } from './layoutInput.ts'

/** How far a name above a node can go until the name of the next node on the same line, in canvas units. */
export function roomForName(id: string, layout: Positions): number {
  const here = layout[id]
  if (!here) return 0
  const line = getNodeSize(id).height / 2
  let room = Infinity
  for (const other of Object.values(layout))
    if (other.x > here.x && Math.abs(other.y - here.y) < line) room = Math.min(room, other.x - here.x)
  return room
}

/** A text as far as it fits: cut with an ellipsis, or empty when fewer than two letters would be left. */
export function cutToFit(text: string, room: number, widthOf: (text: string) => number): string {
  const width = widthOf(text)
  if (width <= room) return text
  const letters = Array.from(text)
  const kept = Math.floor((letters.length * (room - widthOf('…'))) / width)
  return kept < 2 ? '' : `${letters.slice(0, kept).join('')}…`
}
