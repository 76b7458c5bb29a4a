import { listRuns } from '../state/runRecords.ts'

/** `flowdeck ps`: running Flows of all processes of this user. */
export async function printRuns({ json = false }: { json?: boolean }): Promise<void> {
  const runs = await listRuns()
  if (json) {
    console.log(JSON.stringify(runs, null, 2))
    return
  }
  if (runs.length === 0) console.log('no Flow is running')
  for (const run of runs) {
    const ports = run.gateway.map(({ protocol, port }) => `${protocol}:${port}`).join(' ')
    console.log(
      `${run.flowId}  ${run.state}  ${ports}  (run ${run.runId}, started by process ${run.ownerPid})`,
    )
    for (const pod of run.pods)
      console.log(
        `  ${pod.id.padEnd(28)} ${pod.state.padEnd(10)} pid ${pod.pid ?? '-'}  ${pod.address ?? ''}`,
      )
  }
}
