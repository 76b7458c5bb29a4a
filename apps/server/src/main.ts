import { parseArgs } from 'node:util'
import { FlowError } from '@flowdeck/shared'
import { createServer } from './createServer.ts'

const DEFAULT_PORT = 4600

/** Starts the server and prints its URL, alone on a line; SIGTERM and SIGINT stop every Flow first. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { port: { type: 'string' }, workspace: { type: 'string' } },
    allowPositionals: true,
  })
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new FlowError('BAD_REQUEST', `--port takes a number from 0 to 65535, not "${values.port ?? ''}"`)
  const server = await createServer({
    workspaceDir: values.workspace ?? positionals[0] ?? process.cwd(),
    port,
    portTries: values.port === undefined ? 20 : 0,
  })
  const stop = () => {
    void server.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', stop)
  process.stdout.write(`${server.url}\n`)
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof FlowError ? thrown.message : String((thrown as Error).stack)}\n`)
  process.exit(1)
})
