import { createWriteStream, fstatSync, type WriteStream } from 'node:fs'
import type { GatewayProtocol, WireError } from '@flowdeck/shared'

/** What a Pod tells its supervisor over file descriptor 3, one JSON object a line. */
export type PodMessage =
  | { type: 'phase'; phase: string }
  /** Its ports are open and answer health checks. */
  | { type: 'listening'; servers: { protocol: GatewayProtocol; port: number }[] }
  /** It cannot start; it exits right after this. */
  | { type: 'failed'; error: WireError & { stack?: string } }

/** What a supervisor tells a Gateway or Head after its arguments over its standard input, one JSON object a line. */
export interface SupervisorMessage {
  /** Addresses (`host:port`) of all processes of the run that are stopped. */
  frozen: string[]
}

const CONTROL_FD = 3

/** The line to the supervisor; silent when there is none (the Pod was started by hand). */
export class PodControl {
  private readonly stream: WriteStream | null

  constructor(supervised: boolean) {
    this.stream = supervised && isPipe() ? createWriteStream('', { fd: CONTROL_FD }) : null
    this.stream?.on('error', () => {})
  }

  send(message: PodMessage): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream === null) resolve()
      else this.stream.write(`${JSON.stringify(message)}\n`, () => resolve())
    })
  }
}

function isPipe(): boolean {
  try {
    const stat = fstatSync(CONTROL_FD)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}
