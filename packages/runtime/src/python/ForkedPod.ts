import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Socket } from 'node:net'
import { LineSplitter } from '../pod/LineSplitter.ts'
import type { PodMessage } from '../pod/control.ts'
import { LAST_OUTPUT_MS, type PodHandle, type PodProcessEvents } from '../pod/PodProcess.ts'
import { signalGroup } from '../pod/processes.ts'

/** A Pod that a launcher forked; for its supervisor the same as one that was spawned. */
export class ForkedPod implements PodHandle {
  private readonly events: PodProcessEvents
  private readonly instead: () => PodHandle
  private pid: number | null = null
  /** Sent before there was anybody to send it to. */
  private early: NodeJS.Signals | null = null
  private replacement: PodHandle | null = null
  private readonly sockets = new Set<Socket>()
  /** Streams that have not come, or not ended. */
  private open = 3
  private allEnded: () => void = () => {}
  private readonly ended = new Promise<void>((resolve) => (this.allEnded = resolve))

  constructor(events: PodProcessEvents, instead: () => PodHandle) {
    this.events = events
    this.instead = instead
  }

  signal(signal: NodeJS.Signals): void {
    if (this.replacement) this.replacement.signal(signal)
    else if (this.pid !== null) signalGroup(this.pid, signal)
    else this.early = signal
  }

  forked(pid: number): void {
    this.pid = pid
    this.events.onPid(pid)
    if (this.early) signalGroup(pid, this.early)
  }

  attach(stream: 'stdout' | 'stderr' | 'control', socket: Socket): void {
    this.sockets.add(socket)
    socket.once('close', () => --this.open === 0 && this.allEnded())
    if (stream === 'control') {
      createInterface({ input: socket }).on('line', (line) => {
        try {
          this.events.onMessage(JSON.parse(line) as PodMessage)
        } catch {
          // The user's code wrote to our descriptor; what it wrote is not for us.
        }
      })
      return
    }
    const splitter = new LineSplitter((lines, dropped) => this.events.onLines(stream, lines, dropped))
    socket.on('data', (chunk: Buffer) => splitter.push(chunk))
    socket.once('close', () => splitter.end())
  }

  /** Resolves when its supervisor knows: what it said last may come after the word that it ended. */
  async exited(code: number, signal: number): Promise<void> {
    const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? null
    // A grandchild that keeps the streams open must not hide that the Pod ended.
    await Promise.race([this.ended, new Promise<void>((resolve) => setTimeout(resolve, LAST_OUTPUT_MS))])
    for (const socket of this.sockets) socket.destroy()
    this.events.onExit({
      code: signal > 0 ? null : code,
      signal: name as NodeJS.Signals | null,
      error: null,
    })
  }

  /** The launcher ended. What was forked ended with it; what was not is started another way. */
  orphaned(): void {
    if (this.pid !== null) void this.exited(0, constants.signals.SIGKILL)
    else {
      this.replacement = this.instead()
      if (this.early) this.replacement.signal(this.early)
    }
  }
}
