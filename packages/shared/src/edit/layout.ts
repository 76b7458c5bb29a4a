/** Where nodes stand on the canvas, kept beside the Flow file (`<flow>.layout.json`), never in it. */
export interface FlowLayout {
  version: 1
  /** Executor name (or `gateway-entry` / `gateway-exit`) → top-left corner in canvas units (px at zoom 1). */
  nodes: Record<string, { x: number; y: number }>
}

/** Every Executor node has this size, always: nothing is measured, which keeps 2,000 of them smooth. */
export const NODE_SIZE = { width: 224, height: 96 } as const
/** Canvas grid; positions are snapped to it. */
export const GRID = 16
