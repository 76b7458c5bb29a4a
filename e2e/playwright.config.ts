import { defineConfig } from '@playwright/test'

const executablePath = process.env['FLOWDECK_CHROMIUM']

const CONTAINERS = 'containers.spec.ts'

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Two cores; most of a test is waiting for a page or a process.
  workers: 2,
  fullyParallel: false,
  // What a person does works in both themes: each interaction is tried again in the dark; not again is what `@once` says.
  projects: [
    { name: 'light', use: { colorScheme: 'light' }, testIgnore: CONTAINERS },
    {
      name: 'dark',
      use: { colorScheme: 'dark' },
      testIgnore: CONTAINERS,
      grep: /\[row \d/,
      grepInvert: /(light|dark)$|@once/,
    },
    // Needs podman and an image: `npm test` runs it when those are there.
    { name: 'containers', testMatch: CONTAINERS, workers: 1 },
  ],
  // A busy machine is slow, not wrong: what fails would fail with any limit.
  timeout: 120_000,
  expect: { timeout: 20_000, toHaveScreenshot: { maxDiffPixelRatio: 0.005, animations: 'disabled' } },
  forbidOnly: true,
  // CI's machine may be busy with others; what needed a second try is named at the end of the run.
  retries: Number(process.env['FLOWDECK_RETRIES'] ?? 0),
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
