/** Two sentences that follow quickly are not heard: the second cuts the first off. */
const QUIET_MS = 2000

interface Sentence {
  text: string
  subject: string | undefined
}

/** What waits to be said, with one more: of one subject only the newest sentence stays, and nothing is said twice. */
export function queued(waiting: readonly Sentence[], next: Sentence): Sentence[] {
  const kept = waiting.filter(
    ({ text, subject }) => text !== next.text && (subject === undefined || subject !== next.subject),
  )
  return [...kept, next]
}

/**
 * Says sentences at most once in two seconds: the first at once, those that come meanwhile together when the time is
 * over. `now` gives milliseconds.
 */
export function announcer({ say, now }: { say: (text: string) => void; now: () => number }) {
  let waiting: Sentence[] = []
  let spokenAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | null = null
  const speak = () => {
    timer = null
    spokenAt = now()
    say(waiting.map(({ text }) => text).join(' '))
    waiting = []
  }
  return (text: string, subject?: string): void => {
    waiting = queued(waiting, { text, subject })
    if (timer !== null) return
    const wait = spokenAt + QUIET_MS - now()
    if (wait <= 0) speak()
    else timer = setTimeout(speak, wait)
  }
}
