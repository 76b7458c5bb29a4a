import { createHash } from 'node:crypto'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { stateDir, type FlowPlan } from '@flowdeck/runtime'

const MAX_BYTES = 5 * 1024 * 1024

/**
 * Writes a line per start (T1) to `audit.ndjson` of the state folder: when, which Flow and revision, and a hash of the
 * commands that ran; neither arguments nor environment, which may hold secrets. A full disk keeps no Flow from starting.
 */
export async function auditStart(
  plan: Pick<FlowPlan, 'flowId' | 'revision' | 'pods'>,
  runId: string,
): Promise<void> {
  const argvHash = createHash('sha256')
    .update(JSON.stringify(plan.pods.map(({ argv, cwd }) => ({ argv, cwd }))))
    .digest('hex')
  const line = {
    ts: Date.now(),
    event: 'start',
    flowId: plan.flowId,
    revision: plan.revision,
    runId,
    argvHash,
  }
  const path = join(stateDir(), 'audit.ndjson')
  try {
    await mkdir(stateDir(), { recursive: true, mode: 0o700 })
    const size = (await stat(path).catch(() => null))?.size ?? 0
    if (size > MAX_BYTES) await rename(path, `${path}.1`)
    await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 })
  } catch (thrown) {
    process.stderr.write(
      `the start of ${plan.flowId} is not in the audit log: ${(thrown as Error).message}\n`,
    )
  }
}
