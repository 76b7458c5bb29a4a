import { AsyncLocalStorage } from 'node:async_hooks'

/** Before and after a request's id at the beginning of a line; no text that people print holds it. */
const MARK = '\u001e'

/** The request that the present code works for. */
export const currentRequest = new AsyncLocalStorage<string>()

/**
 * From now on, lines that are printed while a method works on a request carry the request's id, so that a log can be
 * read per request. Only for a process whose supervisor takes the marks off again (`untag`).
 */
export function tagOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = (chunk: string | Uint8Array, ...rest: []) => {
      const id = currentRequest.getStore()
      return write(id && typeof chunk === 'string' ? tag(chunk, id) : chunk, ...rest)
    }
  }
}

export function tag(text: string, id: string): string {
  return text.replace(/^(?!$)/gm, `${MARK}${id}${MARK}`)
}

/** One mark, or the beginning of one in a line that was cut off. */
const MARKS = new RegExp(`${MARK}([^${MARK}]{1,128})${MARK}|${MARK}[^${MARK}]{0,128}$`, 'g')

/**
 * A line without its marks, and the request it was printed for. A line that was printed in pieces has several, also of
 * different requests; the first counts.
 */
export function untag(line: string): { text: string; requestId?: string } {
  if (!line.includes(MARK)) return { text: line }
  const requestId = [...line.matchAll(MARKS)].find(([, id]) => id !== undefined)?.[1]
  return { text: line.replace(MARKS, ''), ...(requestId === undefined ? {} : { requestId }) }
}
