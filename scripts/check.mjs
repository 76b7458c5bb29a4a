// npm run check: formatting, lint, types, unused code, layers of imports, the table of reliability. Everything is run; the exit code tells whether all of it passed.
import { spawnSync } from 'node:child_process'
import { ROOT, prepare } from './lib/prepare.mjs'
import { readArguments } from './lib/usage.mjs'

const CHECKS = ['format', 'lint', 'typecheck', 'unused', 'imports', 'reliability']
readArguments(`npm run check

Runs all of these, and tells which failed. Each can be run alone:
${CHECKS.map((name) => `  npm run ${name}`).join('\n')}`)
prepare()
const failed = CHECKS.filter((name) => {
  process.stdout.write(`── ${name} ──\n`)
  return (
    spawnSync('npm', ['run', '--silent', name], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    }).status !== 0
  )
})
process.stdout.write(failed.length === 0 ? 'check: all passed\n' : `check: failed: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
