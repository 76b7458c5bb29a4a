import type { FlowLayout, ParsedFlow } from '@flowdeck/shared'
import { toCanvas, type CanvasModel } from '../canvas/canvasModel.ts'
import { layoutInWorker } from '../canvas/layoutClient.ts'
import { nodeIds } from '../canvas/placeMissing.ts'

/** Whether no Executor of the Flow stands anywhere yet: then it is laid out as a whole. */
export function needsWholeLayout(model: CanvasModel, nodes: FlowLayout['nodes']): boolean {
  return model.executors.length > 0 && !model.executors.some((card) => nodes[card.name])
}

/** The layout of a file, made anew when it holds no position of any Executor. */
export async function wholeLayout(parsed: ParsedFlow, layout: FlowLayout): Promise<FlowLayout> {
  const model = toCanvas(parsed)
  if (!model || !needsWholeLayout(model, layout.nodes)) return layout
  return { ...layout, nodes: await layoutInWorker({ nodes: nodeIds(model), edges: model.edges }) }
}
