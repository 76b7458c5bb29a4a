import { watch, type FSWatcher } from 'node:fs'

/** Editors write a file in several steps, and save several files at once: wait until it is quiet. */
const SETTLE_MS = 200
const MAX_FOLDERS = 500
/** What a source may be; a name without a dot may be a new folder. */
const SOURCE = /(\.(py|[mc]?[jt]s|[jt]sx|json|ya?ml)|^[^.]+)$/i

/**
 * Tells that files in some folders may have changed, once it is quiet. One watch per folder: Node's own recursive watch takes one per
 * file on Linux.
 */
export class SourceWatcher {
  private readonly folders = new Map<string, FSWatcher>()
  private readonly onChange: (names: string[]) => void
  private changed = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  private closed = false

  /** `onChange` gets the names of the files, without their folders. */
  constructor(onChange: (names: string[]) => void) {
    this.onChange = onChange
  }

  /** Watches these folders from now on, and no others. One that is gone or cannot be read is left out. */
  watch(folders: readonly string[]): void {
    if (this.closed) return
    const wanted = new Set(folders.slice(0, MAX_FOLDERS))
    for (const folder of this.folders.keys()) if (!wanted.has(folder)) this.forget(folder)
    for (const folder of wanted) if (!this.folders.has(folder)) this.add(folder)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    for (const folder of this.folders.keys()) this.forget(folder)
  }

  private add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && SOURCE.test(name)) this.settle(name)
      })
      watcher.on('error', () => this.forget(folder))
      this.folders.set(folder, watcher)
    } catch {
      // Gone already, not readable, or no watches left.
    }
  }

  private forget(folder: string): void {
    this.folders.get(folder)?.close()
    this.folders.delete(folder)
  }

  private settle(name: string): void {
    this.changed.add(name)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      const names = [...this.changed].sort()
      this.changed = new Set()
      this.onChange(names)
    }, SETTLE_MS)
    this.timer.unref()
  }
}
