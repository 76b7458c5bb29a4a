import type { ExternalToast, toast as Toast } from 'sonner'
import { shortenText } from './shorten.ts'

let give: (toast: typeof Toast) => void
const drawn = new Promise<typeof Toast>((resolve) => {
  give = resolve
})

/** To be called when notifications can be drawn, with what shows them: what was said before waits for this. */
export const toasterIsThere = (toast: typeof Toast): void => give(toast)

const saying =
  (kind: 'message' | 'success' | 'warning' | 'error') =>
  (text: string, options?: ExternalToast): void =>
    void drawn.then((toast) => toast[kind](shortenText(text), options))

/** Says something at the lower edge for a few seconds. The library that draws it is not part of the first load. */
export const toast = Object.assign(saying('message'), {
  success: saying('success'),
  warning: saying('warning'),
  error: saying('error'),
})
