import { vi } from 'vitest'

/** Counts the turns that the event loop makes during some work: few when the work blocks it, however long that takes. */
export async function countTurns(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let counting = true
  const count = () => {
    turns++
    if (counting) setImmediate(count)
  }
  setImmediate(count)
  try {
    await work()
  } finally {
    counting = false
  }
  return turns
}

/** The same for work in slices, by a clock on which a millisecond goes by whenever it is read: fast machines make as many slices. */
export async function countSlices(work: () => Promise<unknown>): Promise<number> {
  let ms = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => ++ms)
  try {
    return await countTurns(work)
  } finally {
    clock.mockRestore()
  }
}
