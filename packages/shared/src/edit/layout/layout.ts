/** Where nodes stand on the canvas, kept beside the Flow file (`<flow>.layout.json`), never in it. */
export interface FlowLayout {
  version: 1
  /** Executor name (or `gateway-entry` / `gateway-exit`) → top-left corner in canvas units (px at zoom 1). */
  nodes: Record<string, { x: number; y: number }>
  /** Frames around Executors, by id; absent when there are none. */
  groups?: Record<string, LayoutGroup> | undefined
  /** Sticky notes, by id; absent when there are none. */
  notes?: Record<string, LayoutNote> | undefined
}

/** A named frame around some Executors; where it stands follows from them. */
export interface LayoutGroup {
  name: string
  /** Drawn as one node that stands for its members. */
  collapsed: boolean
  /** Names of Executors; each is in one group at most. */
  members: string[]
}

/** A text beside the nodes. Lengths in canvas units. */
export interface LayoutNote {
  text: string
  color: NoteColor
  x: number
  y: number
  width: number
  height: number
}

export const NOTE_COLORS = ['yellow', 'blue', 'green', 'pink'] as const
export type NoteColor = (typeof NOTE_COLORS)[number]

/** Characters that a note or the name of a group may have. */
export const MAX_NOTE = 10_000
export const MAX_GROUP_NAME = 200

/** Every Executor node has this size, always: nothing is measured, which keeps 2,000 of them smooth. */
export const NODE_SIZE = { width: 224, height: 96 } as const
/** Canvas grid; positions are snapped to it. */
export const GRID = 16
