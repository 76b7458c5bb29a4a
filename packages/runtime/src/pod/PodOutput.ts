import { untag } from '../worker/tagOutput.ts'
import { EntryGrouper } from './EntryGrouper.ts'
import type { PrintedLine } from './LineSplitter.ts'
import type { LogBuffer } from './LogBuffer.ts'
import { findLevel, guessLevel } from './logLevel.ts'

/** Takes what a Pod prints into the log of its run: a trace is one entry, every other line one of its own. */
export class PodOutput {
  private readonly groupers: Record<'stdout' | 'stderr', EntryGrouper>

  constructor(logs: LogBuffer, pod: { id: string; deployment: string }) {
    const grouper = (stream: 'stdout' | 'stderr') =>
      new EntryGrouper((entries, dropped) =>
        logs.add(
          entries.map(({ text, requestId, ts, grave }) => ({
            pod: pod.id,
            deployment: pod.deployment,
            level: findLevel(text) ?? (grave ? 'error' : guessLevel(text, stream)),
            stream,
            text,
            ts,
            ...(requestId === undefined ? {} : { requestId }),
          })),
          dropped,
        ),
      )
    this.groupers = { stdout: grouper('stdout'), stderr: grouper('stderr') }
  }

  add(stream: 'stdout' | 'stderr', lines: readonly PrintedLine[], dropped: number): void {
    this.groupers[stream].push(
      lines.map(({ text: marked, omittedBytes }) => {
        const { text, requestId } = untag(marked)
        return { text: noteOmitted(text, omittedBytes), ...(requestId === undefined ? {} : { requestId }) }
      }),
      dropped,
    )
  }

  /** Nothing more comes: what still waits for lines is logged as it is. */
  end(): void {
    this.groupers.stdout.end()
    this.groupers.stderr.end()
  }
}

function noteOmitted(text: string, bytes: number): string {
  return bytes === 0 ? text : `${text} … ${bytes.toLocaleString('en-US')} more bytes`
}
