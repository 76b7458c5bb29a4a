import type { LayoutAnswer, LayoutJob } from './layout.worker.ts'
import type { LayoutInput, Positions } from './layoutInput.ts'
import { layersLayout } from './layersLayout.ts'

let worker: Worker | null = null
let nextId = 0
const waiting = new Map<number, (positions: Positions | null) => void>()

function start(): Worker {
  const made = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
    waiting.get(data.id)?.('positions' in data ? data.positions : null)
    waiting.delete(data.id)
  })
  made.addEventListener('error', () => {
    // A worker that cannot run answers nobody: everyone waiting gets the simple layout.
    for (const resolve of waiting.values()) resolve(null)
    waiting.clear()
    worker = null
  })
  return made
}

/** Positions for a whole Flow, computed off the main thread; plain columns when the worker cannot do it. */
export async function layoutInWorker(input: LayoutInput): Promise<Positions> {
  const id = nextId++
  const positions = await new Promise<Positions | null>((resolve) => {
    waiting.set(id, resolve)
    try {
      worker ??= start()
      worker.postMessage({ id, input } satisfies LayoutJob)
    } catch {
      waiting.delete(id)
      resolve(null)
    }
  })
  return positions ?? layersLayout(input)
}

/** Has the layout loaded and run once: the first Flow that needs it then does not wait for that. */
export async function warmLayout(): Promise<void> {
  const edge = { source: 'a', target: 'b' }
  await layoutInWorker({ nodes: [edge.source, edge.target], edges: [edge] })
}
