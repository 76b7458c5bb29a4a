import { flowLayout, type LayoutGroup, type LayoutNote } from '@flowdeck/shared'

/** How what is on the clipboard stood on the canvas: other programs see only the YAML. */
export interface CanvasClip {
  /** Executors in the order of the YAML, with their places. */
  names: string[]
  places: { x: number; y: number }[]
  groups: LayoutGroup[]
  notes: LayoutNote[]
}

export const CLIP_TYPE = 'application/x-flowdeck-canvas'

/** As a layout, so that what is pasted is checked like a layout. */
export function printClip({ names, places, groups, notes }: CanvasClip): string {
  return JSON.stringify({
    names,
    layout: {
      version: 1,
      nodes: Object.fromEntries(names.map((name, i) => [name, places[i] ?? { x: 0, y: 0 }])),
      groups: Object.fromEntries(groups.map((group, i) => [`group${i}`, group])),
      notes: Object.fromEntries(notes.map((note, i) => [`note${i}`, note])),
    },
  })
}

/** Reads what another tab copied; null when it is nothing of ours. */
export function readClip(text: string): CanvasClip | null {
  try {
    const { names, layout } = JSON.parse(text) as { names?: unknown; layout?: unknown }
    const read = flowLayout.safeParse(layout)
    if (!read.success || !Array.isArray(names)) return null
    const known = names.filter((name): name is string => typeof name === 'string')
    const { nodes, groups = {}, notes = {} } = read.data
    return {
      names: known,
      places: known.map((name) => nodes[name] ?? { x: 0, y: 0 }),
      groups: Object.values(groups),
      notes: Object.values(notes),
    }
  } catch {
    return null
  }
}
