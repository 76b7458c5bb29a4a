/** How long a slice of work may take, in milliseconds, before others get their turn. */
export const SLICE_MS = 15

/** Measures the slices of a piece of work. */
export class SliceClock {
  private deadline = performance.now() + SLICE_MS

  /** Called between two steps of the work: when the slice is over, a promise that the event loop fulfils after what waits. */
  rest(): Promise<void> | undefined {
    if (performance.now() <= this.deadline) return undefined
    return turn().then(() => {
      this.deadline = performance.now() + SLICE_MS
    })
  }
}

/** Does a piece of work for each item; between slices, the event loop goes on. */
export async function eachInSlices<T>(
  items: readonly T[],
  work: (item: T, index: number) => void,
): Promise<void> {
  const clock = new SliceClock()
  for (let i = 0; i < items.length; i++) {
    work(items[i] as T, i)
    const rest = i + 1 < items.length ? clock.rest() : undefined
    if (rest) await rest
  }
}

/** Lets the event loop do what waits. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
