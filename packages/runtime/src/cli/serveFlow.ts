import { basename, dirname, resolve } from 'node:path'
import { FlowError, gatewayUrl, listPermissions, readFlowText, wordsOf } from '@flowdeck/shared'
import { Flow } from '../flow/Flow.ts'
import type { RunningFlow } from '../flow/RunningFlow.ts'
import { SourceWatcher } from '../reload/SourceWatcher.ts'
import { recoverRuns } from '../state/runRecords.ts'
import { print, warn } from './print.ts'

interface FlowCommand {
  uses: string
  env?: string[]
  allowEnv?: string[]
  host: string
  quiet?: boolean
}

/** Starts a Flow and waits until a signal comes. With `reload: true` it starts again when its file changes (Jina 3.x). */
export async function serveFlow({
  uses,
  env = [],
  allowEnv,
  host,
  quiet = false,
}: FlowCommand): Promise<void> {
  await recoverRuns()
  const file = resolve(uses)
  const given = Object.fromEntries(env.map(pair))
  const start = (flow: Flow) =>
    startUnlessCancelled(flow, {
      host,
      env: { ...process.env, ...given },
      // What is given by hand needs no word of its own.
      ...(allowEnv ? { allowEnv: [...allowEnv, ...Object.keys(given)] } : {}),
      ...(quiet ? {} : { onLog: ({ pod, text }) => warn(text.replaceAll(/^/gm, `${pod}  `)) }),
    })
  let flow = await Flow.loadConfig(file)
  sayPermissions(flow, given)
  let served = await start(flow)
  for (;;) {
    // Watched before anybody is told that it runs: no change is missed.
    const next = flow.spec.with['reload'] === true ? nextFlow(file, flow.text) : null
    announce(served.running)
    const changed = await Promise.race([served.stopped, ...(next ? [next.flow] : [])])
    next?.close()
    if (!changed) return
    print(`${basename(file)} changed: the Flow is started again`)
    served.stop.abort()
    await served.stopped
    sayPermissions(changed, given)
    try {
      served = await start(changed)
      flow = changed
    } catch (thrown) {
      warn(`it does not start: ${FlowError.from(thrown).message}\nThe Flow as it was is started again`)
      served = await start(flow)
      // What is written now is known not to start.
      flow = new Flow({}, { text: changed.text, path: flow.path })
    }
  }
}

/** Says what the Flow reads from the environment and sets in it: running the command on a file is the consent to that. */
function sayPermissions(flow: Flow, given: Readonly<Record<string, string>>): void {
  for (const { kind, name, users, value, why } of listPermissions(readFlowText(flow.text))) {
    if (kind === 'read' && !Object.hasOwn(given, name))
      warn(`reads ${name} of the environment, for ${users.join(', ')}`)
    if (kind === 'set')
      warn(`sets ${name}=${value ?? ''} for ${users.join(', ')}. ${why ? wordsOf(why) : ''}`)
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
  for (const server of running.run.gateway) print(`${server.protocol.padEnd(9)} ${gatewayUrl(server)}`)
  print('ready; Ctrl+C stops it')
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
      (thrown: unknown) => warn(`${FlowError.from(thrown).message}\nThe Flow goes on as it is`),
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
