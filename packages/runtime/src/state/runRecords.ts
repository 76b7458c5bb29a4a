import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FlowRun } from '@flowdeck/shared'
import { isAlive, startTimeOf, sweep } from '../pod/processes.ts'
import { atomicWrite } from './atomicWrite.ts'
import { stateDir } from './paths.ts'

/** What is known of a running Flow outside the process that runs it: for `flowdeck ps`, and for cleaning up after a crash. */
export interface RunRecord {
  nonce: string
  ownerPid: number
  ownerStart: string | null
  /** Commands that take away what the nonce does not find: the containers of a Compose project. */
  cleanup?: string[][]
  run: FlowRun
}

/** What a command that cleans up may take, in milliseconds. */
const CLEANUP_MS = 60_000

const folder = () => join(stateDir(), 'runs')

/** Keeps a run's record on disk while it lives. Writes are in order, and what changed meanwhile is written once. */
export class RecordWriter {
  private readonly path: string
  private pending: RunRecord | null = null
  private writing: Promise<void> | null = null
  private closed = false

  constructor(runId: string) {
    this.path = join(folder(), `${runId}.json`)
  }

  update(record: RunRecord): void {
    if (this.closed) return
    this.pending = record
    this.writing ??= this.drain()
  }

  async remove(): Promise<void> {
    this.closed = true
    this.pending = null
    await this.writing
    await rm(this.path, { force: true })
  }

  private async drain(): Promise<void> {
    while (this.pending) {
      const record = this.pending
      this.pending = null
      // A full disk must not stop a Flow: the record is a help, not a condition.
      await atomicWrite(this.path, JSON.stringify(record)).catch(() => {})
    }
    this.writing = null
  }
}

async function readRecords(): Promise<{ path: string; record: RunRecord }[]> {
  const names = await readdir(folder()).catch(() => [])
  const records: { path: string; record: RunRecord }[] = []
  for (const name of names.filter((n) => n.endsWith('.json') && !n.startsWith('.'))) {
    const path = join(folder(), name)
    try {
      records.push({ path, record: JSON.parse(await readFile(path, 'utf8')) as RunRecord })
    } catch {
      await rm(path, { force: true })
    }
  }
  return records
}

async function ownerLives({ ownerPid, ownerStart }: RunRecord): Promise<boolean> {
  return isAlive(ownerPid) && (ownerStart === null || (await startTimeOf(ownerPid)) === ownerStart)
}

/** Flows that run at this moment, whichever process started them. */
export async function listRuns(): Promise<(FlowRun & { ownerPid: number })[]> {
  const runs: (FlowRun & { ownerPid: number })[] = []
  for (const { record } of await readRecords())
    if (await ownerLives(record)) runs.push({ ...record.run, ownerPid: record.ownerPid })
  return runs
}

/** Ends what a crashed owner left behind: its Pods by nonce, and its records. Returns the ids of those runs. */
export async function recoverRuns(): Promise<string[]> {
  const recovered: string[] = []
  for (const { path, record } of await readRecords()) {
    if (await ownerLives(record)) continue
    await sweep(record.nonce)
    for (const [command = '', ...args] of record.cleanup ?? [])
      await promisify(execFile)(command, args, { timeout: CLEANUP_MS }).catch(() => {})
    await rm(path, { force: true })
    recovered.push(record.run.runId)
  }
  return recovered
}
