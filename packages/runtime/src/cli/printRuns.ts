import { listRuns } from '../state/runRecords.ts'
import { print } from './print.ts'

/** `flowdeck ps`: running Flows of all processes of this user. */
export async function printRuns({ json = false }: { json?: boolean }): Promise<void> {
  const runs = await listRuns()
  if (json) {
    print(JSON.stringify(runs, null, 2))
    return
  }
  if (runs.length === 0) print('no Flow is running')
  for (const run of runs) {
    const ports = run.gateway.map(({ protocol, port }) => `${protocol}:${port}`).join(' ')
    print(`${run.flowId}  ${run.state}  ${ports}  (run ${run.runId}, started by process ${run.ownerPid})`)
    for (const pod of run.pods)
      print(`  ${pod.id.padEnd(28)} ${pod.state.padEnd(10)} pid ${pod.pid ?? '-'}  ${pod.address ?? ''}`)
  }
}
