import { currentLanguage, currentLocale } from './t.ts'

/** Making a formatter takes the browser a hundred times longer than using it. */
const formatters = new Map<number | 'grouped', Intl.NumberFormat>()
function formatter(digits: number | 'grouped'): Intl.NumberFormat {
  let made = formatters.get(digits)
  if (!made) {
    const exact =
      digits === 'grouped'
        ? {}
        : { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }
    formatters.set(digits, (made = new Intl.NumberFormat(currentLanguage(), exact)))
  }
  return made
}

/** A number with the separators of the language: `12,345` or `12.345`. */
export const formatNumber = (value: number): string => formatter('grouped').format(value)

/** A number with so many digits behind the point: `0.42` or `0,42`. */
export const formatDigits = (value: number, digits: number): string => formatter(digits).format(value)

/** A time of day with its seconds. `at` is in ms since the epoch, or as ISO 8601. */
export const formatTime = (at: number | string): string => new Date(at).toLocaleTimeString(currentLocale())

/** A time of day in two digits each; `seconds` only where they matter. */
export const formatClock = (at: number, { seconds }: { seconds: boolean }): string =>
  new Date(at).toLocaleTimeString(currentLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  })

/** A date in words: `29 March 2026`. */
export const formatDate = (at: number): string =>
  new Date(at).toLocaleDateString(currentLocale(), { day: 'numeric', month: 'long', year: 'numeric' })

export const formatDateTime = (at: number): string => new Date(at).toLocaleString(currentLocale())
