import type { RequestResponse } from '@flowdeck/shared'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of answers on disk; the oldest go first. */
const MAX_BYTES = 512 * 1024 * 1024

/**
 * Answers that were too large to be sent to the editor whole, as files of this server: so the whole of one can still be saved. They are
 * gone when the server ends.
 */
export class AnswerStore {
  private readonly root: string
  private readonly dir: string
  private readonly maxBytes: number
  private readonly kept: { path: string; bytes: number }[] = []
  private made: Promise<void> | null = null

  constructor(stateDir: string, maxBytes = MAX_BYTES) {
    this.root = join(stateDir, 'answers')
    this.dir = join(this.root, `${process.pid}-${randomBytes(4).toString('hex')}`)
    this.maxBytes = maxBytes
  }

  /** Keeps an answer; false when it cannot be kept (a full disk, or one that is larger than all there may be). */
  async keep(requestId: string, response: RequestResponse): Promise<boolean> {
    const { passages: _, ...answer } = response
    const text = JSON.stringify(answer)
    const bytes = Buffer.byteLength(text)
    if (bytes > this.maxBytes) return false
    try {
      await (this.made ??= this.makeFolder())
      await this.makeRoom(bytes)
      const path = this.pathOf(requestId, response.index)
      await writeFile(path, text, { mode: 0o600 })
      this.kept.push({ path, bytes })
      return true
    } catch {
      this.made = null
      return false
    }
  }

  /** The file with a whole answer; null when it is not (or no longer) kept. */
  async find(requestId: string, index: number): Promise<string | null> {
    const path = this.pathOf(requestId, index)
    return await stat(path).then(
      () => path,
      () => null,
    )
  }

  async close(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true })
  }

  private pathOf(requestId: string, index: number): string {
    return join(this.dir, `${requestId}-${index}.json`)
  }

  private async makeFolder(): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 })
    // What servers left that were killed.
    for (const name of await readdir(this.root)) {
      const pid = Number(/^(\d+)-/.exec(name)?.[1])
      if (!isAlive(pid)) await rm(join(this.root, name), { recursive: true, force: true })
    }
  }

  private async makeRoom(bytes: number): Promise<void> {
    let used = this.kept.reduce((sum, file) => sum + file.bytes, 0)
    while (used + bytes > this.maxBytes) {
      const oldest = this.kept.shift()
      if (!oldest) return
      await rm(oldest.path, { force: true })
      used -= oldest.bytes
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
