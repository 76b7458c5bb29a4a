// npm run fuzz: the property tests with new random seeds and many more values.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, prepare } from './lib/prepare.mjs'
import { readArguments } from './lib/usage.mjs'

const HOUR_MS = 3_600_000
const names = readArguments(
  `npm run fuzz [-- NAME…]

Runs every property test, or those whose path contains a NAME, with new random seeds and 20 times as many values (FLOWDECK_FUZZ sets the factor).`,
  process.argv.slice(2).filter((argument) => !argument.startsWith('-')),
)
const grep = spawnSync('git', ['grep', '-l', "from 'fast-check'", '--', '*.test.ts'], {
  cwd: ROOT,
  encoding: 'utf8',
})
const files = grep.stdout
  .split('\n')
  .filter((file) => file !== '' && (names.length === 0 || names.some((name) => file.includes(name))))
if (files.length === 0) {
  process.stderr.write(`no property test has ${names.join(' or ')} in its path\n`)
  process.exit(2)
}
prepare()
const { status } = spawnSync(
  join(ROOT, 'node_modules', '.bin', 'vitest'),
  ['run', `--testTimeout=${HOUR_MS}`, ...files],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      FLOWDECK_BUILT: '1',
      FLOWDECK_FUZZ: process.env.FLOWDECK_FUZZ ?? '20',
    },
  },
)
process.exitCode = status ?? 1
