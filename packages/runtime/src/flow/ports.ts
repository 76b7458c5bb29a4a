import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'

const FIRST = 20_000
const LAST = 32_000

/** Whether nobody listens on a port, found out by listening on it for a moment. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * Hands out free ports below the range that the system gives to outgoing connections. Each is handed out once per
 * allocator; between this check and its use a stranger may still take it, which the Pod then reports.
 */
export class PortAllocator {
  private readonly taken: Set<number>
  private next: number

  constructor(taken: Iterable<number> = []) {
    this.taken = new Set(taken)
    // Flows started side by side begin at different places.
    this.next = FIRST + ((process.pid * 37 + recent++ * 97) % (LAST - FIRST))
  }

  async allocate(host: string): Promise<number> {
    for (let tries = 0; tries < LAST - FIRST; tries++) {
      const port = this.next
      this.next = this.next + 1 >= LAST ? FIRST : this.next + 1
      if (this.taken.has(port)) continue
      this.taken.add(port)
      if (await isPortFree(port, host)) return port
    }
    throw new Error(`no free port between ${FIRST} and ${LAST}`)
  }
}
let recent = 0

/** Who listens on a TCP port, on Linux and for processes we may look at; null when it cannot be found out. */
export async function portHolder(port: number): Promise<{ pid: number; command: string } | null> {
  try {
    const inodes = new Set<string>()
    for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
      const text = await readFile(table, 'utf8').catch(() => '')
      for (const line of text.split('\n').slice(1)) {
        const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
        if (state === '0A' && inode && parseInt(local.split(':')[1] ?? '', 16) === port)
          inodes.add(`socket:[${inode}]`)
      }
    }
    if (inodes.size === 0) return null
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
      for (const descriptor of descriptors) {
        const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
        if (!inodes.has(target)) continue
        const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
          .split('\0')
          .slice(0, 2)
          .join(' ')
        return { pid: Number(pid), command: command.trim().slice(0, 120) }
      }
    }
  } catch {
    // Not Linux: the port is named without its holder.
  }
  return null
}
