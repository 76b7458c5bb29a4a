import { createHash, randomBytes } from 'node:crypto'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'
import { FlowError, diffText, flowVersion, type FlowVersion, type VersionSummary } from '@flowdeck/shared'
import type { StoredFlow } from './FlowStore.ts'
import { OneAtATime } from './OneAtATime.ts'
import { writeError } from './writeError.ts'

/** Versions without a name that are kept of a Flow, and the bytes that they may have together. */
const MAX_UNNAMED = 50
const MAX_UNNAMED_BYTES = 8 * 1024 * 1024
const MAX_NAMED = 100

type Kept = Pick<StoredFlow, 'text' | 'revision' | 'layout'>

/**
 * What each Flow file was: every save is kept as a file of the state folder, outside of the workspace. Versions without
 * a name go in time, named ones stay. A version that cannot be read is left out, never in the way of the others.
 */
export class VersionStore {
  private readonly folder: string
  private readonly writing = new OneAtATime()

  constructor(stateDir: string, workspace: string) {
    this.folder = join(stateDir, 'versions', hash(workspace).slice(0, 16))
  }

  /** Newest first, without their texts. */
  async list(id: string): Promise<VersionSummary[]> {
    return (await this.all(id)).map(summaryOf)
  }

  /** @throws FlowError VERSION_NOT_FOUND */
  async load(id: string, version: string): Promise<FlowVersion> {
    const found = await this.read(this.pathOf(id, version))
    if (!found)
      throw new FlowError('VERSION_NOT_FOUND', `"${id}" has no version ${version.slice(0, 40)} any more`)
    return found
  }

  /** Keeps a state of the file, unless the newest version is that state. @throws FlowError DISK_FULL */
  record(id: string, flow: Kept): Promise<VersionSummary> {
    return this.writing.run(id, () => this.add(id, flow))
  }

  /** Gives a state of the file a name. @throws FlowError BAD_REQUEST when there are too many, DISK_FULL */
  name(id: string, flow: Kept, name: string): Promise<VersionSummary> {
    return this.writing.run(id, async () => {
      await this.refuseTooMany(id)
      return await this.write(id, { ...(await this.load(id, (await this.add(id, flow)).id)), name })
    })
  }

  /** @throws FlowError VERSION_NOT_FOUND, BAD_REQUEST when there are too many named ones */
  rename(id: string, version: string, name: string | null): Promise<VersionSummary> {
    return this.writing.run(id, async () => {
      const found = await this.load(id, version)
      if (name !== null && found.name === null) await this.refuseTooMany(id)
      const summary = await this.write(id, { ...found, name })
      await this.prune(id)
      return summary
    })
  }

  remove(id: string, version: string): Promise<void> {
    return this.writing.run(id, () => rm(this.pathOf(id, version), { force: true }))
  }

  private async add(id: string, { text, revision, layout }: Kept): Promise<VersionSummary> {
    const [newest] = await this.all(id)
    if (newest?.revision === revision) return summaryOf(newest)
    const savedAt = Math.max(Date.now(), (newest?.savedAt ?? 0) + 1)
    const version: FlowVersion = {
      id: `${String(savedAt).padStart(13, '0')}-${randomBytes(4).toString('hex')}`,
      name: null,
      savedAt,
      revision,
      lines: linesBetween(newest?.text ?? '', text),
      text,
      layout,
    }
    const summary = await this.write(id, version)
    await this.prune(id)
    return summary
  }

  private async write(id: string, version: FlowVersion): Promise<VersionSummary> {
    try {
      await atomicWrite(this.pathOf(id, version.id), JSON.stringify(version))
    } catch (thrown) {
      throw writeError(thrown, `the version of ${id}`)
    }
    return summaryOf(version)
  }

  private async refuseTooMany(id: string): Promise<void> {
    const named = (await this.all(id)).filter(({ name }) => name !== null)
    if (named.length >= MAX_NAMED)
      throw new FlowError(
        'BAD_REQUEST',
        `"${id}" has ${MAX_NAMED} named versions already; delete one in the list of versions first`,
      )
  }

  /** The newest of those without a name stay, the very newest of all in any case. */
  private async prune(id: string): Promise<void> {
    const [, ...older] = (await this.all(id)).filter(({ name }) => name === null)
    let bytes = 0
    for (const [index, version] of older.entries()) {
      bytes += Buffer.byteLength(version.text)
      if (index + 1 >= MAX_UNNAMED || bytes > MAX_UNNAMED_BYTES)
        await rm(this.pathOf(id, version.id), { force: true })
    }
  }

  private async all(id: string): Promise<FlowVersion[]> {
    const folder = this.folderOf(id)
    const files = await readdir(folder).catch(() => [])
    const names = files.filter((file) => VERSION_FILE.test(file)).toSorted((a, b) => (a < b ? 1 : -1))
    const versions = await Promise.all(names.map((file) => this.read(join(folder, file))))
    return versions.filter((version) => version !== null)
  }

  private async read(path: string): Promise<FlowVersion | null> {
    try {
      return flowVersion.parse(JSON.parse(await readFile(path, 'utf8')))
    } catch {
      return null
    }
  }

  private folderOf(id: string): string {
    return join(this.folder, hash(id).slice(0, 32))
  }

  private pathOf(id: string, version: string): string {
    if (!VERSION_FILE.test(`${version}.json`))
      throw new FlowError(
        'VERSION_NOT_FOUND',
        'that is not the id of a version; take one from the list of versions',
      )
    return join(this.folderOf(id), `${version}.json`)
  }
}

const VERSION_FILE = /^\d{13}-[0-9a-f]{8}\.json$/

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

const summaryOf = ({ id, name, savedAt, revision, lines }: FlowVersion): VersionSummary => ({
  id,
  name,
  savedAt,
  revision,
  lines,
})

function linesBetween(before: string, after: string): VersionSummary['lines'] {
  const lines = { added: 0, removed: 0 }
  for (const hunk of diffText(before, after)) {
    lines.added += hunk.after.length
    lines.removed += hunk.before.length
  }
  return lines
}
