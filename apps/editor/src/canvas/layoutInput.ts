import { NODE_SIZE } from '@flowdeck/shared'
import { ENTRY, EXIT } from './canvasModel.ts'

export const BAR_SIZE = { width: 88, height: 96 } as const

export interface LayoutInput {
  /** Node ids in document order. */
  nodes: readonly string[]
  edges: readonly { source: string; target: string }[]
}
export type Positions = Record<string, { x: number; y: number }>

export const getNodeSize = (id: string) => (id === ENTRY || id === EXIT ? BAR_SIZE : NODE_SIZE)

/** Above this even the quick coordinates keep a person waiting for many seconds: plain columns instead. */
export const LAYOUT_LIMIT = 3000
