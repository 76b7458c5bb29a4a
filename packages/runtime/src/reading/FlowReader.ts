import { Worker } from 'node:worker_threads'
import { FlowError, unpackNumbers, type FlowReading } from '@flowdeck/shared'
import { POD_ENTRY } from '../state/paths.ts'

export interface ReadQuestion {
  id: number
  text: string
}

export interface ReadAnswer {
  id: number
  reading: FlowReading
}

interface Waiting {
  resolve: (reading: FlowReading) => void
  reject: (error: FlowError) => void
}

/** What the largest Flow file may take to read, in milliseconds. */
const DEADLINE_MS = 10_000

/**
 * Reads Flow files in a thread of its own, so that no text can block the event loop of a server.
 * The thread starts with the first text, doesn't keep the process alive, and is replaced when a text takes too long.
 */
export class FlowReader {
  private thread: Worker | null = null
  private readonly waiting = new Map<number, Waiting>()
  /** Texts are read one after another, so that the deadline of one isn't spent on another. */
  private line: Promise<unknown> = Promise.resolve()
  private lastId = 0

  /** Reads a Flow file. @throws FlowError FLOW_INVALID when reading takes longer than the deadline or needs too much memory */
  read(text: string, deadlineMs = DEADLINE_MS): Promise<FlowReading> {
    const reading = this.line.then(() => this.readNow(text, deadlineMs))
    this.line = reading.catch(() => {})
    return reading
  }

  /** Ends the thread; a text that is being read is given up. */
  async close(): Promise<void> {
    await this.replaceThread(new FlowError('REQUEST_CANCELLED', 'the server is stopping'))
  }

  private async readNow(text: string, deadlineMs: number): Promise<FlowReading> {
    const thread = (this.thread ??= this.startThread())
    const id = ++this.lastId
    const deadline = setTimeout(
      () => void this.replaceThread(tooHard(`more than ${deadlineMs / 1000} s`)),
      deadlineMs,
    )
    try {
      return await new Promise<FlowReading>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject })
        thread.postMessage({ id, text } satisfies ReadQuestion)
      })
    } finally {
      clearTimeout(deadline)
      this.waiting.delete(id)
    }
  }

  private startThread(): Worker {
    const thread = new Worker(POD_ENTRY.reader, { resourceLimits: { maxOldGenerationSizeMb: 512 } })
    thread.unref()
    thread.on('message', ({ id, reading }: ReadAnswer) =>
      this.waiting.get(id)?.resolve(unpackNumbers(reading)),
    )
    // Out of memory, or an error that reading a text must not have: the next text gets a new thread.
    thread.on('error', (thrown) => {
      if (this.thread === thread) void this.replaceThread(tooHard(`the reader failed: ${thrown.message}`))
    })
    return thread
  }

  private async replaceThread(reason: FlowError): Promise<void> {
    const { thread } = this
    this.thread = null
    for (const { reject } of this.waiting.values()) reject(reason)
    this.waiting.clear()
    await thread?.terminate()
  }
}

function tooHard(why: string): FlowError {
  return new FlowError(
    'FLOW_INVALID',
    `the Flow file is too hard to read (${why}); remove keys, aliases or nesting, or split it`,
  )
}
