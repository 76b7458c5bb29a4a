import { defineConfig } from '@playwright/test'

const executablePath = process.env['FLOWDECK_CHROMIUM']

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Two cores; most of a test is waiting for a page or a process.
  workers: 2,
  fullyParallel: false,
  // What a person does works in both themes: each interaction is tried again in the dark; not again is what `@once` says.
  projects: [
    { name: 'light', use: { colorScheme: 'light' } },
    { name: 'dark', use: { colorScheme: 'dark' }, grep: /\[row \d/, grepInvert: /(light|dark)$|@once/ },
  ],
  // A busy machine is slow, not wrong: what fails would fail with any limit.
  timeout: 120_000,
  expect: { timeout: 20_000, toHaveScreenshot: { maxDiffPixelRatio: 0.005, animations: 'disabled' } },
  forbidOnly: true,
  // How the screens looked; `npm run e2e -- --update-snapshots visual` takes them anew.
  snapshotPathTemplate: '{testDir}/../baseline/{arg}{ext}',
  use: {
    viewport: { width: 1440, height: 900 },
    // A fifth of the time of every test: FLOWDECK_TRACE=1 keeps the traces of those that fail.
    trace: process.env['FLOWDECK_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
