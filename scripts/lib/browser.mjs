import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findProgram } from './findProgram.mjs'
import { ROOT } from './prepare.mjs'

// The headless shell is the same engine without a window: a quarter less work for the machine.
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

const onPath = () => NAMES.map(findProgram).find((path) => path !== null) ?? null

function playwrightsOwn() {
  const { chromium } = createRequire(join(ROOT, 'e2e', 'package.json'))('@playwright/test')
  const path = chromium.executablePath()
  return existsSync(path) ? path : null
}

/** A Chromium: the system's, else Playwright's, else Debian's package. Null with the reason on stderr when none can be had. */
export function findBrowser() {
  const found = process.env.FLOWDECK_CHROMIUM ?? onPath() ?? playwrightsOwn()
  if (found) return found
  process.stderr.write('getting a browser for the tests…\n')
  const run = (command, args) =>
    spawnSync(command, args, {
      stdio: ['ignore', 2, 2],
      cwd: ROOT,
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    run('apt-get', ['update'])
    if (
      run('apt-get', [
        'install',
        '-y',
        '--no-install-recommends',
        'chromium-headless-shell',
        'fonts-liberation',
      ])
    )
      return onPath()
  }
  if (run(join(ROOT, 'node_modules/.bin/playwright'), ['install', 'chromium'])) return playwrightsOwn()
  process.stderr.write('no browser: install Chromium, or set FLOWDECK_CHROMIUM to its path\n')
  return null
}
