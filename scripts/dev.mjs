// npm run dev: the server on the examples, and Vite with hot reload in front of it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, prepare } from './lib/prepare.mjs'
import { readArguments } from './lib/usage.mjs'

readArguments(`npm run dev

Starts the server on the examples, on port 4600, and Vite with hot reload of the editor in front of it. Prints both addresses.`)
prepare()
const server = spawn(
  process.execPath,
  [join(ROOT, 'apps/server/dist/bundle/main.mjs'), '--port', '4600', join(ROOT, 'examples')],
  {
    stdio: ['inherit', 'pipe', 'inherit'],
  },
)
server.stdout.on('data', (chunk) => {
  const token = /#t=\S+/.exec(String(chunk))?.[0]
  if (token)
    process.stdout.write(
      `open http://127.0.0.1:4600/${token}\n(hot reload: the address that Vite prints, with the same #t=… behind it)\n`,
    )
})
const vite = spawn(join(ROOT, 'node_modules/.bin/vite'), ['--host', '127.0.0.1'], {
  cwd: join(ROOT, 'apps/editor'),
  stdio: 'inherit',
})
const stop = () => {
  server.kill('SIGTERM')
  vite.kill('SIGTERM')
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
for (const child of [server, vite]) child.on('exit', stop)
