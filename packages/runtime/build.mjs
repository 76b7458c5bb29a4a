// Bundles the entry points of Pods: one file each starts much faster than a tree of modules.
import { build } from 'esbuild'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname
rmSync(join(root, 'dist/bundle'), { recursive: true, force: true })
await build({
  entryPoints: {
    worker: join(root, 'src/worker/main.ts'),
    gateway: join(root, 'src/gateway/main.ts'),
    head: join(root, 'src/head/main.ts'),
    executor: join(root, 'src/executor/index.ts'),
    docs: join(root, 'src/docs.ts'),
  },
  outdir: join(root, 'dist/bundle'),
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  // The base class must be the same object for the worker and for the user's Executor.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['@flowdeck/source'],
  sourcemap: true,
  sourcesContent: false,
  // `ws` looks for optional native helpers, and is CommonJS.
  banner: {
    js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
  },
  logLevel: 'warning',
})
