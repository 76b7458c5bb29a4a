const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/

/**
 * A date or a time as Python's `str` shows it, which is how Jina passes it on: `2020-01-01`, `2020-01-01 01:02:03+00:00`. Null for another
 * text; a problem for a date that no calendar has.
 */
export function readTimestamp(text: string): { text: string } | { problem: string } | null {
  const date = DATE.exec(text)
  const parts = date ?? TIME.exec(text)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(parts[i] ?? 0))
  if (
    !isDay(year as number, month as number, day as number) ||
    !isTime(hour as number, minute as number, second as number)
  )
    return { problem: `"${text}" is not a date of the calendar` }
  const two = (number: number | undefined) => String(number).padStart(2, '0')
  const days = `${parts[1]}-${two(month)}-${two(day)}`
  if (date) return { text: days }
  const fraction = (parts[7] ?? '').slice(0, 6).padEnd(6, '0')
  const micro = /[1-9]/.test(fraction) ? `.${fraction}` : ''
  const [, , , , , , , , utc, sign, zoneHour, zoneMinute] = parts
  const zone = utc ? '+00:00' : sign ? `${sign}${two(Number(zoneHour))}:${zoneMinute ?? '00'}` : ''
  return { text: `${days} ${two(hour)}:${two(minute)}:${two(second)}${micro}${zone}` }
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && date.getUTCMonth() === month - 1
}

function isTime(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60
}
