import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `vite dev` sends what the editor's server answers. */
const SERVER = 'http://127.0.0.1:4600'

export default defineConfig({
  base: './',
  plugins: [react()],
  resolve: { conditions: ['@flowdeck/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    // Inlined fonts and workers would need `data:` and `blob:` in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What the page needs at first is one file: many small ones, one for each set of parts that share them, pack worse.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The server answers only its own origin, so that is what a request from here says.
    proxy: Object.fromEntries(
      ['/api', '/healthz'].map((path) => [
        path,
        { target: SERVER, changeOrigin: true, ws: true, headers: { origin: SERVER } },
      ]),
    ),
  },
})
