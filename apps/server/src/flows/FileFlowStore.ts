import { realpathSync } from 'node:fs'
import { readFile, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'
import { FlowError, parseLayout, printLayout, type FlowLayout } from '@flowdeck/shared'
import { findFlowFiles, type FoundFiles } from './findFlowFiles.ts'
import { checkFlowId } from './flowId.ts'
import {
  revisionOf,
  type FlowChange,
  type FlowStore,
  type StoredFlow,
  type StoreLimits,
} from './FlowStore.ts'
import { OneAtATime } from './OneAtATime.ts'
import { WorkspaceWatcher } from './WorkspaceWatcher.ts'
import { writeError } from './writeError.ts'

const MAX_BYTES = 1024 * 1024
/** Files that are read side by side: a workspace may have more than a process may open. */
const READ_AT_ONCE = 32

/** Flow files of a folder and its subfolders. What is no Flow (an Executor's config.yml) is left out. */
export class FileFlowStore implements FlowStore {
  private readonly root: string
  private readonly listeners = new Set<(change: FlowChange) => void>()
  private readonly known = new Map<string, string | null>()
  private readonly saving = new OneAtATime()
  private watcher: WorkspaceWatcher | null = null
  private found: FoundFiles = { ids: [], outside: [], links: new Map() }

  constructor(root: string) {
    this.root = realpathSync(root)
  }

  async list(): Promise<StoredFlow[]> {
    this.found = await findFlowFiles(this.root)
    const { ids } = this.found
    const flows: StoredFlow[] = []
    for (let i = 0; i < ids.length; i += READ_AT_ONCE) {
      const read = ids.slice(i, i + READ_AT_ONCE).map((id) => this.load(id).catch(() => null))
      for (const flow of await Promise.all(read)) if (flow && isFlowText(flow.text)) flows.push(flow)
    }
    return flows
  }

  limits(): StoreLimits {
    return { outsideLinks: this.found.outside, unwatchedFolders: this.watcher?.unwatched ?? 0 }
  }

  async load(id: string): Promise<StoredFlow> {
    const flow = await this.read(id)
    if (!this.known.has(id)) this.known.set(id, flow.revision)
    return flow
  }

  create(id: string, text: string): Promise<StoredFlow> {
    return this.saving.run(id, async () => {
      const path = await this.contained(id)
      if (await stat(path).catch(() => null)) throw new FlowError('FLOW_EXISTS', `"${id}" exists already`)
      await this.write(path, text)
      this.announce(id, revisionOf(text))
      return await this.load(id)
    })
  }

  save(
    id: string,
    { text, layout, revision }: { text: string; layout: FlowLayout; revision: string },
  ): Promise<StoredFlow> {
    return this.saving.run(id, async () => {
      const current = await this.load(id)
      if (current.revision !== revision)
        throw new FlowError('REVISION_CONFLICT', `"${id}" was changed by somebody else since you opened it`, {
          details: { text: current.text, revision: current.revision },
        })
      const path = await this.contained(id)
      // Positions first: when the disk fills up in between, the text on disk is still the one that the editor knows.
      await this.writeLayout(path, layout)
      if (text !== current.text) await this.write(path, text)
      const saved = revisionOf(text)
      this.announce(id, saved)
      // Not read again: if somebody else wrote meanwhile, the next save must find that out.
      return { id, text, layout, revision: saved, modifiedAt: (await stat(path)).mtimeMs }
    })
  }

  saveLayout(id: string, layout: FlowLayout): Promise<void> {
    return this.saving.run(id, async () => {
      await this.load(id)
      await this.writeLayout(await this.contained(id), layout)
    })
  }

  remove(id: string): Promise<void> {
    return this.saving.run(id, async () => {
      const path = await this.contained(id)
      await this.load(id)
      await rm(path)
      await rm(layoutPath(path), { force: true })
      this.announce(id, null)
    })
  }

  watch(listener: (change: FlowChange) => void): () => void {
    this.listeners.add(listener)
    this.watcher ??= new WorkspaceWatcher(
      this.root,
      (id) => void this.compare(id),
      () => this.known.keys(),
    )
    return () => this.listeners.delete(listener)
  }

  pathOf(id: string): string {
    return join(this.root, ...checkFlowId(id).split('/'))
  }

  close(): void {
    this.watcher?.close()
    this.listeners.clear()
  }

  private async read(id: string): Promise<StoredFlow> {
    const path = await this.contained(id)
    const info = await stat(path).catch(() => null)
    if (!info?.isFile()) throw new FlowError('FLOW_NOT_FOUND', `there is no Flow "${id}" in this workspace`)
    if (info.size > MAX_BYTES)
      throw new FlowError(
        'REQUEST_TOO_LARGE',
        `"${id}" has ${info.size} bytes; Flows may have ${MAX_BYTES} (1 MiB)`,
      )
    const text = textOf(id, await readFile(path))
    const revision = revisionOf(text)
    const layout = parseLayout(await readFile(layoutPath(path), 'utf8').catch(() => ''))
    return { id, text, revision, layout, modifiedAt: info.mtimeMs }
  }

  /** Where a Flow's file really is, links followed; what leads out of the workspace is refused. */
  private async contained(id: string): Promise<string> {
    const path = this.pathOf(id)
    let existing = path
    for (;;) {
      const real = await realpath(existing).catch(() => null)
      if (real !== null) {
        if (real !== this.root && !real.startsWith(this.root + sep))
          throw new FlowError('FORBIDDEN', `"${id}" leads out of the workspace`)
        return join(real, relative(existing, path))
      }
      existing = dirname(existing)
    }
  }

  private async write(path: string, text: string): Promise<void> {
    if (Buffer.byteLength(text) > MAX_BYTES)
      throw new FlowError('REQUEST_TOO_LARGE', `the Flow is larger than ${MAX_BYTES} bytes (1 MiB)`)
    const file = relative(this.root, path)
    const mode = (await stat(path).catch(() => null))?.mode
    // Replacing a file needs no right to write it: without this look, write-protected files would be replaced.
    if (mode !== undefined && (mode & 0o222) === 0)
      throw new FlowError('FORBIDDEN', `${file} was not saved: it is write-protected.`)
    await this.replace(path, text, mode ?? 0o666 & ~process.umask())
  }

  private async replace(path: string, text: string, mode: number): Promise<void> {
    try {
      await atomicWrite(path, text, { mode: mode & 0o777 })
    } catch (thrown) {
      throw writeError(thrown, relative(this.root, path))
    }
  }

  private async writeLayout(path: string, layout: FlowLayout): Promise<void> {
    const empty = Object.keys(layout.nodes).length === 0 && !layout.groups && !layout.notes
    if (empty) await rm(layoutPath(path), { force: true })
    else await this.replace(layoutPath(path), printLayout(layout), 0o666 & ~process.umask())
  }

  private announce(flowId: string, revision: string | null): void {
    if (this.known.get(flowId) === revision) return
    this.known.set(flowId, revision)
    for (const listener of this.listeners) listener({ flowId, revision })
  }

  private async compare(id: string): Promise<void> {
    const links = this.found.links.get(join(this.root, id)) ?? []
    for (const one of [id, ...links]) {
      const flow = await this.read(one).catch(() => null)
      this.announce(one, flow?.revision ?? null)
    }
  }
}

function layoutPath(path: string): string {
  // `flow.yml` and `flow.json` may stand in one folder.
  return /\.json$/i.test(path) ? `${path}.layout.json` : path.replace(/\.ya?ml$/i, '.layout.json')
}

/** A cheap look, without parsing: `jtype: Flow`, `!Flow`, or a list of Executors at the top; keys may be quoted. */
function isFlowText(text: string): boolean {
  // A map in brackets, as in JSON, holds its keys anywhere.
  if (/^\uFEFF?(?:\s|#.*\n|---)*\{/.test(text))
    return (
      /(["']?)jtype\1\s*:\s*["']?(?:Async)?Flow\b/.test(text) ||
      (!/["']?jtype["']?\s*:/.test(text) && /(["']?)\b(?:executors|deployments|pods)\1\s*:\s*[[{]/.test(text))
    )
  const jtype = /^\uFEFF?(["']?)jtype\1\s*:\s*['"]?(\w+)/m.exec(text)?.[2]
  if (jtype !== undefined) return jtype === 'Flow' || jtype === 'AsyncFlow'
  return (
    /^\uFEFF?!(Async)?Flow\b/m.test(text) ||
    /^(["']?)(?:executors|deployments|pods)\1\s*:/m.test(text) ||
    text.trim() === ''
  )
}

/** Bytes that are no UTF-8 would come back changed when they are saved: such a file is not opened. */
function textOf(id: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (thrown) {
    throw new FlowError(
      'FLOW_INVALID',
      `"${basename(id)}" is not UTF-8 text; save it as UTF-8 in another editor first`,
      { cause: thrown },
    )
  }
}
