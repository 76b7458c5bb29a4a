import { parseArgs } from 'node:util'
import { FlowError } from '@flowdeck/shared'
import { createServer, type RunningServer } from './createServer.ts'

const DEFAULT_PORT = 4600
/** Longer than any Flow may take to stop. */
const GIVE_UP_MS = 45_000
/** What a second signal leaves for killing what runs. */
const FORCED_MS = 2000
/** A closing terminal, and whoever started us, may send the same signal: that is one wish. */
const SAME_WISH_MS = 300

const say = (text: string) => process.stderr.write(`${text}\n`)
const describe = (thrown: unknown) =>
  thrown instanceof FlowError ? thrown.message : String((thrown as Error | undefined)?.stack ?? thrown)

const USAGE = `Usage: flowdeck-server [options] [WORKSPACE]

Serves the editor for the Flows of a folder (default: this one), and prints its address.

Options:
  --port PORT         default ${DEFAULT_PORT}, or the next free one; 0 takes any
  --workspace FOLDER  the same as WORKSPACE
  --help

Examples:
  npm start
  npm start -- ~/flows --port 4700`

/** Starts the server and prints its URL, alone on a line; a signal stops every Flow first, a second one at once. */
async function main(): Promise<void> {
  const read = readArguments()
  if (read === 'help') {
    process.stdout.write(`${USAGE}\n`)
    return
  }
  const { port, portTries, workspaceDir } = read
  const server = await createServer({ workspaceDir, port, portTries })
  stopOnSignals(server)
  process.stdout.write(`${server.url}\n`)
}

function readArguments(): 'help' | { port: number; portTries: number; workspaceDir: string } {
  const { values, positionals } = parseArgs({
    options: {
      port: { type: 'string' },
      workspace: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values.help) return 'help'
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new FlowError('BAD_REQUEST', `--port takes a number from 0 to 65535, not "${values.port ?? ''}"`)
  return {
    port,
    portTries: values.port === undefined ? 20 : 0,
    workspaceDir: values.workspace ?? positionals[0] ?? process.cwd(),
  }
}

function stopOnSignals(server: RunningServer): void {
  let stopping = false
  let exitCode = 0
  const end = (closed: Promise<void>, withinMs: number) => {
    stopping = true
    setTimeout(() => process.exit(1), withinMs).unref()
    closed.then(
      () => process.exit(exitCode),
      (thrown: unknown) => {
        say(describe(thrown))
        process.exit(1)
      },
    )
  }
  // Half dead is worse than gone: the Flows are stopped, and whoever started us may start us again.
  const fail = (thrown: unknown) => {
    say(`the server stops because of an unexpected error: ${describe(thrown)}`)
    exitCode = 1
    end(server.close(), GIVE_UP_MS)
  }
  let last = { signal: '', at: 0 }
  const stop = (signal: string) => {
    const at = performance.now()
    if (signal === last.signal && at - last.at < SAME_WISH_MS) return
    last = { signal, at }
    if (stopping) exitCode = 1
    end(server.close({ force: stopping }), stopping ? FORCED_MS : GIVE_UP_MS)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  // The terminal may be gone; saying so to it would fail again.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
}

main().catch((thrown: unknown) => {
  const usage = (thrown as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false
  say(usage ? `${(thrown as Error).message}\n\n${USAGE}` : describe(thrown))
  process.exit(usage || (thrown instanceof FlowError && thrown.code === 'BAD_REQUEST') ? 2 : 1)
})
