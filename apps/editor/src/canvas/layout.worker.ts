import { layoutGraph } from './layoutGraph.ts'
import type { LayoutInput, Positions } from './layoutInput.ts'

export interface LayoutJob {
  id: number
  input: LayoutInput
}
export type LayoutAnswer = { id: number; positions: Positions } | { id: number; error: string }

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<LayoutJob>) => void) | null
  postMessage(message: LayoutAnswer): void
}
scope.onmessage = ({ data }) => {
  try {
    scope.postMessage({ id: data.id, positions: layoutGraph(data.input) })
  } catch (error) {
    scope.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) })
  }
}
