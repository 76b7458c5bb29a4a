// npm start: installs, builds what is stale, starts the server on the examples (or on a folder that is named).
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, prepare } from './lib/prepare.mjs'

prepare()
const args = process.argv.slice(2)
const named =
  args.some((arg, i) => !arg.startsWith('-') && args[i - 1] !== '--port') || args.includes('--workspace')
const server = spawn(
  process.execPath,
  [
    '--enable-source-maps',
    join(ROOT, 'apps', 'server', 'dist', 'bundle', 'main.mjs'),
    ...args,
    ...(named ? [] : [join(ROOT, 'examples')]),
  ],
  { stdio: 'inherit', cwd: process.env.INIT_CWD ?? ROOT },
)
// The terminal sends Ctrl+C to both; a service manager only to us.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal))
process.on('SIGINT', () => {})
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)))
