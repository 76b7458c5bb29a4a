import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FlowError, gatewayUrl } from '@flowdeck/shared'
import { compileExecutor } from '../executor/compileExecutor.ts'
import { resolveUses } from '../executor/resolveUses.ts'
import { Flow } from '../flow/Flow.ts'
import { formatFlags, parseFlags, textFlag, type Flags } from '../pod/podFlags.ts'
import { EXECUTOR_MODULES, POD_ENTRY } from '../state/paths.ts'
import { recoverRuns } from '../state/runRecords.ts'
import { HEAD_FLAGS } from '../head/headFlags.ts'
import { WORKER_FLAGS } from '../worker/workerFlags.ts'

interface FlowCommand {
  uses: string
  env?: string[]
  host: string
  quiet?: boolean
}

export async function serveFlow({ uses, env = [], host, quiet = false }: FlowCommand): Promise<void> {
  await recoverRuns()
  const flow = await Flow.loadConfig(resolve(uses))
  const cancelled = new AbortController()
  const cancel = () => cancelled.abort()
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
  const running = await flow.start({
    host,
    signal: cancelled.signal,
    env: { ...process.env, ...Object.fromEntries(env.map(pair)) },
    ...(quiet ? {} : { onLog: ({ pod, text }) => console.error(`${pod}  ${text}`) }),
  })
  // Listens for signals before anybody is told that it runs: from "ready" on, SIGTERM stops the Flow.
  const stopped = running.block()
  process.off('SIGINT', cancel)
  process.off('SIGTERM', cancel)
  for (const server of running.run.gateway) {
    console.log(`${server.protocol.padEnd(9)} ${gatewayUrl(server)}`)
  }
  console.log('ready; Ctrl+C stops it')
  await stopped
}

function pair(text: string): [string, string] {
  const [, key, value] = /^([A-Za-z_]\w*)\s*[=:]\s*([\s\S]*)$/.exec(text) ?? []
  if (key === undefined || value === undefined)
    throw new FlowError('BAD_REQUEST', `--env takes KEY=VALUE, not "${text}"`)
  return [key, value]
}

/** Flags that `jina executor` takes and that mean nothing for one process of ours. */
const IGNORED = [
  'native',
  'metrics',
  'monitoring',
  'tracing',
  'runtime_cls',
  'pod_role',
  'timeout_ready',
  'polling',
  'py_modules',
  'port_monitoring',
  'log_config',
  'protocol',
] as const

/** Flags of those that take no value. */
const SWITCHES = new Set<string>(['native', 'metrics', 'monitoring', 'tracing'])

export async function serveExecutor(argv: string[]): Promise<void> {
  const ignored = Object.fromEntries(
    IGNORED.map((name) => [name, SWITCHES.has(name) ? ('boolean' as const) : ('list' as const)]),
  )
  const isHead = /--pod[-_]role[ =]HEAD\b/i.test(argv.join(' '))
  if (isHead) return await serveHead(parseFlags(argv, { ...ignored, uses: 'text', ...HEAD_FLAGS }))
  const flags = parseFlags(argv, { ...ignored, ...WORKER_FLAGS, py_modules: 'list' })
  const source = await resolveUses({
    uses: flags['uses'],
    pyModules: flags['py_modules'],
    searchPaths: [process.cwd()],
  })
  if (source.kind === 'python' || source.kind === 'container')
    throw new FlowError(
      'UNSUPPORTED',
      `${textFlag(flags, 'uses', 'this Executor')} is not TypeScript or JavaScript; serve it with "jina executor"`,
    )
  const own: Flags = Object.fromEntries(Object.entries(flags).filter(([name]) => name in WORKER_FLAGS))
  if (source.kind === 'module') {
    own['uses'] = source.file
    own['compiled'] = (await compileExecutor(source.file, EXECUTOR_MODULES)).path
    if (source.className) own['class'] = source.className
    for (const key of ['with', 'metas', 'requests', 'dynamic_batching'] as const)
      own[`uses_${key}`] = { ...source.config[key], ...((flags[`uses_${key}`] ?? {}) as object) }
  }
  await becomePod(POD_ENTRY.worker, formatFlags(own))
}

/** Jina 3.x: `jina executor --pod-role HEAD` is a Head. */
async function serveHead(flags: Flags): Promise<void> {
  const own = Object.fromEntries(Object.entries(flags).filter(([name]) => name in HEAD_FLAGS))
  await becomePod(POD_ENTRY.head, formatFlags(own))
}

export async function serveGateway(argv: string[]): Promise<void> {
  await becomePod(POD_ENTRY.gateway, argv)
}

/** This process goes on as the Pod: a container runs exactly this. */
async function becomePod(entry: string, flags: string[]): Promise<void> {
  await access(entry).catch(() => {
    throw new FlowError('INTERNAL', `${entry} is missing: run "npm run build"`)
  })
  process.argv.splice(1, process.argv.length - 1, entry, ...flags)
  await import(pathToFileURL(entry).href)
}
