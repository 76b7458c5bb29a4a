import { defineConfig } from '@playwright/test'

const executablePath = process.env['FLOWDECK_CHROMIUM']

const CONTAINERS = 'containers.spec.ts'

/** Chromium's own pages in its address bar: a second of work for each new window. */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/** What Playwright switches off by itself; our list replaces its list. */
const OFF_IN_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Two cores; a third of a test is waiting for a page or a process.
  workers: 3,
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
  timeout: 180_000,
  expect: { timeout: 40_000, toHaveScreenshot: { maxDiffPixelRatio: 0.005, animations: 'disabled' } },
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
        `--disable-features=${[...OFF_IN_PLAYWRIGHT, ...ADDRESS_BAR].join(',')}`,
      ],
    },
  },
})
