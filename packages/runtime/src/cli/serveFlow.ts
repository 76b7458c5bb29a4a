import { basename, dirname, resolve } from 'node:path'
import { FlowError, gatewayUrl } from '@flowdeck/shared'
import { Flow } from '../flow/Flow.ts'
import type { RunningFlow } from '../flow/RunningFlow.ts'
import { SourceWatcher } from '../reload/SourceWatcher.ts'
import { recoverRuns } from '../state/runRecords.ts'

interface FlowCommand {
  uses: string
  env?: string[]
  host: string
  quiet?: boolean
}

/** Starts a Flow and waits until a signal comes. With `reload: true` it starts again when its file changes (Jina 3.x). */
export async function serveFlow({ uses, env = [], host, quiet = false }: FlowCommand): Promise<void> {
  await recoverRuns()
  const file = resolve(uses)
  const start = (flow: Flow) =>
    startUnlessCancelled(flow, {
      host,
      env: { ...process.env, ...Object.fromEntries(env.map(pair)) },
      ...(quiet ? {} : { onLog: ({ pod, text }) => console.error(`${pod}  ${text}`) }),
    })
  let flow = await Flow.loadConfig(file)
  let served = await start(flow)
  for (;;) {
    // Watched before anybody is told that it runs: no change is missed.
    const next = flow.spec.with['reload'] === true ? nextFlow(file, flow.text) : null
    announce(served.running)
    const changed = await Promise.race([served.stopped, ...(next ? [next.flow] : [])])
    next?.close()
    if (!changed) return
    console.log(`${basename(file)} changed: the Flow is started again`)
    served.stop.abort()
    await served.stopped
    try {
      served = await start(changed)
      flow = changed
    } catch (thrown) {
      console.error(
        `it does not start: ${FlowError.from(thrown).message}\nThe Flow as it was is started again`,
      )
      served = await start(flow)
      // What is written now is known not to start.
      flow = new Flow({}, { text: changed.text, path: flow.path })
    }
  }
}

interface Served {
  running: RunningFlow
  /** Ends the Flow. */
  stop: AbortController
  stopped: Promise<void>
}

async function startUnlessCancelled(flow: Flow, options: Parameters<Flow['start']>[0]): Promise<Served> {
  const cancelled = new AbortController()
  const cancel = () => cancelled.abort()
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
  try {
    const running = await flow.start({ ...options, signal: cancelled.signal })
    // Listens for signals before anybody is told that it runs: from "ready" on, SIGTERM stops the Flow.
    const stop = new AbortController()
    return { running, stop, stopped: running.block(stop.signal) }
  } finally {
    process.off('SIGINT', cancel)
    process.off('SIGTERM', cancel)
  }
}

function announce(running: RunningFlow): void {
  for (const server of running.run.gateway) console.log(`${server.protocol.padEnd(9)} ${gatewayUrl(server)}`)
  console.log('ready; Ctrl+C stops it')
}

/** The Flow that a file holds as soon as that is another one than `text`; what is no Flow is said, and waited out. */
function nextFlow(file: string, text: string): { flow: Promise<Flow>; close(): void } {
  let found: (flow: Flow) => void = () => {}
  const flow = new Promise<Flow>((resolve) => (found = resolve))
  const watcher = new SourceWatcher((names) => {
    if (!names.includes(basename(file))) return
    Flow.loadConfig(file).then(
      (read) => {
        if (read.text !== text) found(read)
      },
      (thrown: unknown) => console.error(`${FlowError.from(thrown).message}\nThe Flow goes on as it is`),
    )
  })
  watcher.watch([dirname(file)])
  return { flow, close: () => watcher.close() }
}

function pair(text: string): [string, string] {
  const [, key, value] = /^([A-Za-z_]\w*)\s*[=:]\s*([\s\S]*)$/.exec(text) ?? []
  if (key === undefined || value === undefined)
    throw new FlowError('BAD_REQUEST', `--env takes KEY=VALUE, not "${text}"`)
  return [key, value]
}
