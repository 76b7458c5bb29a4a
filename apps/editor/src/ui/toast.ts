import type { ExternalToast } from 'sonner'

let there = (): void => undefined
const drawn = new Promise<void>((resolve) => {
  there = resolve
})

/** To be called when notifications can be drawn: what was said before waits for this. */
export const toasterIsThere = (): void => there()

const saying =
  (kind: 'message' | 'success' | 'warning' | 'error') =>
  (text: string, options?: ExternalToast): void => {
    void Promise.all([import('sonner'), drawn]).then(([sonner]) => sonner.toast[kind](text, options))
  }

/** Says something at the lower edge for a few seconds. The library that draws it is not part of the first load. */
export const toast = Object.assign(saying('message'), {
  success: saying('success'),
  warning: saying('warning'),
  error: saying('error'),
})
