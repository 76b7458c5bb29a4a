import { defineConfig } from 'vitest/config'

// Not 'import': Node would then hand ES modules to packages that require CommonJS.
const conditions = ['@flowdeck/source', 'node', 'development|production']
// Property tests try the same values in every run; `npm run fuzz` tries others.
const alias = { 'fast-check': pathOf('scripts/lib/fastCheck.mjs') }
const shared = { resolve: { conditions, alias }, ssr: { resolve: { conditions } } }
/** Two cores; half of an integration test is waiting for a process. */
const maxWorkers = 3
const unit = (name: string, root: string) => ({
  ...shared,
  test: {
    name,
    root,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    exclude: ['**/*.int.test.ts', '**/node_modules/**'],
    maxWorkers,
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
  },
})
/** Tests with processes and sockets: each file has free ports and a state folder of its own. */
const integration = (name: string, root: string, include = '{src,test}/**/*.int.test.ts') => ({
  ...shared,
  test: {
    name,
    root,
    include: [include],
    exclude: [...(include.includes('containers') ? [] : ['test/containers/**']), '**/node_modules/**'],
    pool: 'forks' as const,
    maxWorkers,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    globalSetup: [pathOf('packages/runtime/test/globalSetup.ts')],
    setupFiles: [pathOf('packages/runtime/test/ownState.ts')],
  },
})

export default defineConfig({
  test: {
    projects: [
      unit('shared', 'packages/shared'),
      unit('runtime', 'packages/runtime'),
      unit('server', 'apps/server'),
      unit('editor', 'apps/editor'),
      integration('runtime-int', 'packages/runtime'),
      integration('server-int', 'apps/server'),
      // What we export, on a container engine and a Kubernetes API server.
      integration('containers', 'packages/runtime', 'test/containers/*.int.test.ts'),
    ],
  },
})

function pathOf(file: string): string {
  return new URL(file, import.meta.url).pathname
}
