import { watch as watchFolder, realpathSync, type FSWatcher } from 'node:fs'
import { mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'
import { FlowError, parseLayout, printLayout, type FlowLayout } from '@flowdeck/shared'
import { checkFlowId, isFlowFile } from './flowId.ts'
import { revisionOf, type FlowChange, type FlowStore, type StoredFlow } from './FlowStore.ts'

const MAX_BYTES = 1024 * 1024
const MAX_FILES = 2000
const MAX_DEPTH = 8
const SKIPPED = new Set(['node_modules', 'dist', '__pycache__', 'venv'])
/** Editors write a file in several steps: wait until it is quiet. */
const SETTLE_MS = 80

/** Flow files of a folder and its subfolders. What is no Flow (an Executor's config.yml) is left out. */
export class FileFlowStore implements FlowStore {
  private readonly root: string
  private readonly listeners = new Set<(change: FlowChange) => void>()
  private readonly known = new Map<string, string | null>()
  private readonly saving = new Map<string, Promise<unknown>>()
  private watcher: FSWatcher | null = null
  private readonly settling = new Map<string, NodeJS.Timeout>()

  constructor(root: string) {
    this.root = realpathSync(root)
  }

  async list(): Promise<StoredFlow[]> {
    const ids = await this.findIds('', 0)
    const flows = await Promise.all(ids.map((id) => this.load(id).catch(() => null)))
    return flows.filter((flow): flow is StoredFlow => flow !== null && isFlowText(flow.text))
  }

  async load(id: string): Promise<StoredFlow> {
    const path = await this.contained(id)
    const info = await stat(path).catch(() => null)
    if (!info?.isFile()) throw new FlowError('FLOW_NOT_FOUND', `there is no Flow "${id}" in this workspace`)
    if (info.size > MAX_BYTES)
      throw new FlowError(
        'REQUEST_TOO_LARGE',
        `"${id}" has ${info.size} bytes; Flows may have ${MAX_BYTES} (1 MiB)`,
      )
    const text = await readFile(path, 'utf8')
    const revision = revisionOf(text)
    if (!this.known.has(id)) this.known.set(id, revision)
    const layout = parseLayout(await readFile(layoutPath(path), 'utf8').catch(() => ''))
    return { id, text, revision, layout, modifiedAt: info.mtimeMs }
  }

  create(id: string, text: string): Promise<StoredFlow> {
    return this.oneAtATime(id, async () => {
      const path = await this.contained(id)
      if (await stat(path).catch(() => null)) throw new FlowError('FLOW_EXISTS', `"${id}" exists already`)
      await mkdir(dirname(path), { recursive: true })
      await this.write(path, text)
      this.announce(id, revisionOf(text))
      return await this.load(id)
    })
  }

  save(
    id: string,
    { text, layout, revision }: { text: string; layout: FlowLayout; revision: string },
  ): Promise<StoredFlow> {
    return this.oneAtATime(id, async () => {
      const current = await this.load(id)
      if (current.revision !== revision)
        throw new FlowError('REVISION_CONFLICT', `"${id}" was changed by somebody else since you opened it`, {
          details: { text: current.text, revision: current.revision },
        })
      const path = await this.contained(id)
      if (text !== current.text) await this.write(path, text)
      await this.writeLayout(path, layout)
      this.announce(id, revisionOf(text))
      return await this.load(id)
    })
  }

  async saveLayout(id: string, layout: FlowLayout): Promise<void> {
    await this.load(id)
    await this.writeLayout(await this.contained(id), layout)
  }

  async remove(id: string): Promise<void> {
    const path = await this.contained(id)
    await this.load(id)
    await rm(path)
    await rm(layoutPath(path), { force: true })
    this.announce(id, null)
  }

  watch(listener: (change: FlowChange) => void): () => void {
    this.listeners.add(listener)
    this.watcher ??= this.startWatching()
    return () => this.listeners.delete(listener)
  }

  pathOf(id: string): string {
    return join(this.root, ...checkFlowId(id).split('/'))
  }

  close(): void {
    this.watcher?.close()
    for (const timer of this.settling.values()) clearTimeout(timer)
    this.settling.clear()
    this.listeners.clear()
  }

  private async findIds(folder: string, depth: number): Promise<string[]> {
    if (depth > MAX_DEPTH) return []
    const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch(() => [])
    const ids: string[] = []
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || ids.length >= MAX_FILES) continue
      const id = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory()) ids.push(...(await this.findIds(id, depth + 1)))
      else if (entry.isFile() && isFlowFile(entry.name)) ids.push(id)
    }
    return ids
  }

  /** The path of a Flow; what links lead out of the workspace is refused. */
  private async contained(id: string): Promise<string> {
    const path = this.pathOf(id)
    let existing = path
    for (;;) {
      const real = await realpath(existing).catch(() => null)
      if (real !== null) {
        if (real !== this.root && !real.startsWith(this.root + sep))
          throw new FlowError('FORBIDDEN', `"${id}" leads out of the workspace`)
        return path
      }
      existing = dirname(existing)
    }
  }

  private async write(path: string, text: string): Promise<void> {
    if (Buffer.byteLength(text) > MAX_BYTES)
      throw new FlowError('REQUEST_TOO_LARGE', `the Flow is larger than ${MAX_BYTES} bytes (1 MiB)`)
    try {
      await atomicWrite(path, text)
    } catch (thrown) {
      throw writeError(thrown, relative(this.root, path))
    }
  }

  private async writeLayout(path: string, layout: FlowLayout): Promise<void> {
    if (Object.keys(layout.nodes).length === 0) await rm(layoutPath(path), { force: true })
    else
      await atomicWrite(layoutPath(path), printLayout(layout)).catch((thrown: unknown) => {
        throw writeError(thrown, relative(this.root, layoutPath(path)))
      })
  }

  /** Saves of one Flow are one after another, so that checking the revision and writing belong together. */
  private async oneAtATime<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.saving.get(id) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine.catch(() => {})
    this.saving.set(id, settled)
    try {
      return await mine
    } finally {
      if (this.saving.get(id) === settled) this.saving.delete(id)
    }
  }

  private announce(flowId: string, revision: string | null): void {
    if (this.known.get(flowId) === revision) return
    this.known.set(flowId, revision)
    for (const listener of this.listeners) listener({ flowId, revision })
  }

  private startWatching(): FSWatcher {
    const watcher = watchFolder(this.root, { recursive: true }, (_, name) => {
      if (name === null) return
      const id = name.split(sep).join('/')
      if (!isFlowFile(id) || id.split('/').some((part) => part.startsWith('.') || SKIPPED.has(part))) return
      clearTimeout(this.settling.get(id))
      this.settling.set(
        id,
        setTimeout(() => {
          this.settling.delete(id)
          void this.load(id).then(
            (flow) => this.announce(id, flow.revision),
            () => this.announce(id, null),
          )
        }, SETTLE_MS),
      )
    })
    watcher.on('error', () => {})
    return watcher
  }
}

function layoutPath(path: string): string {
  return path.replace(/\.ya?ml$/i, '.layout.json')
}

/** A cheap look, without parsing: `jtype: Flow`, `!Flow`, or a list of Executors at the top. */
function isFlowText(text: string): boolean {
  const jtype = /^\uFEFF?jtype:\s*['"]?(\w+)/m.exec(text)?.[1]
  if (jtype !== undefined) return jtype === 'Flow' || jtype === 'AsyncFlow'
  return (
    /^\uFEFF?!(Async)?Flow\b/m.test(text) ||
    /^(executors|deployments|pods)\s*:/m.test(text) ||
    text.trim() === ''
  )
}

function writeError(thrown: unknown, file: string): FlowError {
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FlowError('DISK_FULL', `${file} was not saved: the disk is full. The old file is untouched.`, {
      cause: thrown,
    })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FlowError('FORBIDDEN', `${file} was not saved: it must not be written (${code}).`, {
      cause: thrown,
    })
  return new FlowError('INTERNAL', `${file} was not saved: ${message}`, { cause: thrown })
}
