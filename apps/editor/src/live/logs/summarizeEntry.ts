const TRACEBACK = /Traceback \(most recent call last\)/
/** First lines that say where, not what. */
const SAYS_WHERE = /^\s+File "|^(?:file:\/\/|node:|\/|\[eval\]).*:\d+$|RemoteTraceback:\s*$/
const EXCEPTION = /^[\p{L}_][\p{L}\p{N}_.<>]*(?::|$)/u

/** What an entry of several lines says in one: of a trace the error, after the message that was logged with it. */
export function summarizeEntry(lines: readonly string[]): string {
  const [first = ''] = lines
  const error = findError(lines)
  if (error === null || first.includes(error)) return first
  return TRACEBACK.test(first) || SAYS_WHERE.test(first) ? error : `${first} · ${error}`
}

function findError(lines: readonly string[]): string | null {
  const group = lines.find((line) => /^\s*\| \S/.test(line))
  if (group !== undefined) return group.replace(/^\s*\| /, '')
  // Python's error follows its last frame; Node's the caret below the line that threw.
  if (lines.some((line) => TRACEBACK.test(line)) || /^\s+File "/.test(lines[0] ?? ''))
    return (
      lines.findLast((line, i) => EXCEPTION.test(line) && /^(?:\s+\S|╰)/.test(lines[i - 1] ?? '')) ?? null
    )
  const caret = lines.findIndex((line) => /^\s*[\^~]+\s*$/.test(line))
  return caret < 0 ? null : (lines.slice(caret + 1).find((line) => line.trim() !== '') ?? null)
}
