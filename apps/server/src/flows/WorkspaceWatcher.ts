import { watch, type FSWatcher } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isFlowFile, isSkipped } from './flowId.ts'
import { readEntries } from './findFlowFiles.ts'

/** Editors write a file in several steps: wait until it is quiet. */
const SETTLE_MS = 80
/** Watches are few: Linux shares some thousands among all programs of a user. */
const MAX_FOLDERS = 20_000
const NO_WATCHES = new Set(['ENOSPC', 'EMFILE', 'ENFILE'])

/**
 * Tells which Flow files of a workspace may have changed. One watch per folder: Node's own recursive watch takes one per
 * *file* on Linux, node_modules included, and blocks while it does so.
 */
export class WorkspaceWatcher {
  private readonly folders = new Map<string, FSWatcher>()
  private readonly settling = new Map<string, NodeJS.Timeout>()
  private readonly root: string
  private readonly onChange: (id: string) => void
  private readonly knownIds: () => Iterable<string>
  private closed = false
  private readonly refused = new Set<string>()

  /** `knownIds`: files that somebody looked at; they are reported when a folder of theirs is moved or deleted. */
  constructor(root: string, onChange: (id: string) => void, knownIds: () => Iterable<string>) {
    this.root = root
    this.onChange = onChange
    this.knownIds = knownIds
    // The first folder at once, so that what happens right after is not missed.
    this.watchOne('')
    void this.watchBelow('', false)
  }

  /** Folders in which changes are not noticed, because there are no watches left. */
  get unwatched(): number {
    return this.refused.size
  }

  close(): void {
    this.closed = true
    for (const watcher of this.folders.values()) watcher.close()
    for (const timer of this.settling.values()) clearTimeout(timer)
    this.folders.clear()
    this.settling.clear()
  }

  /** Whether there is such a folder, which is watched from now on or counted as unwatched. */
  private watchOne(folder: string): boolean {
    if (this.closed || this.folders.has(folder)) return false
    this.refused.delete(folder)
    if (this.folders.size >= MAX_FOLDERS) {
      this.refused.add(folder)
      return true
    }
    try {
      const watcher = watch(join(this.root, folder), (_, name) => {
        if (name !== null && !isSkipped(name)) this.settle(folder ? `${folder}/${name}` : name)
      })
      watcher.on('error', () => this.forget(folder))
      this.folders.set(folder, watcher)
      return true
    } catch (thrown) {
      // Gone already, or not readable.
      if (!NO_WATCHES.has((thrown as NodeJS.ErrnoException).code ?? '')) return false
      this.refused.add(folder)
      return true
    }
  }

  /** Watches the folders below; in a folder that is new, its files are news too. */
  private async watchBelow(folder: string, isNew: boolean): Promise<void> {
    for (const { id, kind, real } of await readEntries(this.root, folder)) {
      if (kind === 'folder') {
        // A link to a folder is watched where that really is.
        if (real === join(this.root, id) && this.watchOne(id)) await this.watchBelow(id, isNew)
      } else if (isNew && isFlowFile(id)) this.settle(id)
    }
  }

  private settle(path: string): void {
    if (this.closed) return
    clearTimeout(this.settling.get(path))
    this.settling.set(
      path,
      setTimeout(() => {
        this.settling.delete(path)
        void this.look(path)
      }, SETTLE_MS),
    )
  }

  private async look(path: string): Promise<void> {
    const info = await stat(join(this.root, path)).catch(() => null)
    if (this.closed) return
    if (info?.isDirectory()) {
      // A folder of the same name may have taken the place of another one.
      this.forget(path)
      if (this.watchOne(path)) await this.watchBelow(path, true)
    } else if (isFlowFile(path)) this.onChange(path)
    else if (!info) {
      this.forget(path)
      for (const id of this.knownIds()) if (id.startsWith(`${path}/`)) this.onChange(id)
    }
  }

  private forget(folder: string): void {
    for (const [path, watcher] of this.folders) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue
      watcher.close()
      this.folders.delete(path)
    }
    for (const path of this.refused)
      if (path === folder || path.startsWith(`${folder}/`)) this.refused.delete(path)
  }
}
