const DELAY_MS = 500

/** Stores something at most twice a second while it changes, and at once when the page goes away. */
export function storeLater(subscribe: (changed: () => void) => unknown, store: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    store()
  }
  subscribe(() => {
    timer ??= setTimeout(flush, DELAY_MS)
  })
  if (typeof window !== 'undefined') window.addEventListener('pagehide', flush)
}
