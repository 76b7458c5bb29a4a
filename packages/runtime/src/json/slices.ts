/** How long a slice of work may take, in milliseconds, before others get their turn. */
export const SLICE_MS = 15

/** Does a piece of work for each item; between slices, the event loop goes on. */
export async function eachInSlices<T>(
  items: readonly T[],
  work: (item: T, index: number) => void,
): Promise<void> {
  let deadline = performance.now() + SLICE_MS
  for (let i = 0; i < items.length; i++) {
    work(items[i] as T, i)
    if (i + 1 < items.length && performance.now() > deadline) {
      await turn()
      deadline = performance.now() + SLICE_MS
    }
  }
}

/** Lets the event loop do what waits. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
