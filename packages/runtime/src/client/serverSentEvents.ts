/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  event: string
  data: string
}

/** Reads events as they come; comments are left out. Lines may end with CRLF, LF or CR. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) {
    text = (text + decoder.decode(chunk, { stream: true })).replace(/\r\n/g, '\n')
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = parse(text.slice(0, end))
      text = text.slice(end + 2)
      if (event) yield event
    }
  }
}

function parse(block: string): ServerSentEvent | null {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
  }
  return event === 'message' && data.length === 0 ? null : { event, data: data.join('\n') }
}
