/**
 * Applies `work` to items as they come, at most `limit` at a time; results in order of completion, or of arrival
 * with `inOrder`. Nothing is read ahead of the limit. The first failure ends it after the results before it.
 */
export async function* mapConcurrently<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { limit, inOrder }: { limit: number; inOrder: boolean },
): AsyncGenerator<R> {
  const done: Promise<R>[] = []
  let pending = 0
  let ended = false
  let failure: { error: unknown } | null = null
  let wakeReader: (() => void) | null = null
  let wakeWriter: (() => void) | null = null
  const wake = () => {
    wakeWriter?.()
    wakeWriter = null
  }
  const iterator = items[Symbol.asyncIterator]()
  const reading = (async () => {
    try {
      for (;;) {
        while (pending >= limit) await new Promise<void>((resolve) => (wakeReader = resolve))
        const next = await iterator.next()
        if (next.done) break
        pending++
        const result = work(next.value)
        result.catch(() => {})
        if (inOrder) {
          done.push(result)
          wake()
        } else {
          const settled = () => {
            done.push(result)
            wake()
          }
          result.then(settled, settled)
        }
      }
    } catch (error) {
      failure = { error }
    } finally {
      ended = true
      wake()
    }
  })()
  try {
    for (;;) {
      const next = done.shift()
      if (next) {
        const value = await next
        pending--
        ;(wakeReader as (() => void) | null)?.()
        wakeReader = null
        yield value
      } else if (ended && pending === 0) break
      else if (failure) break
      else await new Promise<void>((resolve) => (wakeWriter = resolve))
    }
    if (failure) throw (failure as { error: unknown }).error
  } finally {
    // Whoever stops early must not leave the reader waiting for room.
    limit = Infinity
    ;(wakeReader as (() => void) | null)?.()
    void iterator.return?.().catch(() => {})
    await Promise.race([reading, Promise.resolve()])
  }
}
