// Bundles the entry points of Pods and the command: one file each starts much faster than a tree of modules.
import { build } from 'esbuild'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname
const common = {
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['@flowdeck/source'],
  sourcesContent: false,
  // `ws` looks for optional native helpers, and is CommonJS.
  banner: {
    js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
  },
  logLevel: 'warning',
}
for (const out of ['bundle', 'command']) rmSync(join(root, 'dist', out), { recursive: true, force: true })
// Split, so that the base class is the same object for the worker and for the user's Executor.
await build({
  ...common,
  entryPoints: {
    worker: join(root, 'src/worker/main.ts'),
    gateway: join(root, 'src/gateway/main.ts'),
    head: join(root, 'src/head/main.ts'),
    executor: join(root, 'src/executor/index.ts'),
    docs: join(root, 'src/docs.ts'),
    reader: join(root, 'src/reading/thread.ts'),
    converter: join(root, 'src/gateway/converterThread.ts'),
    documents: join(root, 'src/threads/documentsThread.ts'),
  },
  outdir: join(root, 'dist/bundle'),
  sourcemap: true,
})
// What a container image holds of the command. esbuild stays outside: it is a program of its own.
await build({
  ...common,
  entryPoints: { flowdeck: join(root, 'src/cli/main.ts') },
  outdir: join(root, 'dist/command'),
  external: ['esbuild'],
  minifySyntax: true,
})
