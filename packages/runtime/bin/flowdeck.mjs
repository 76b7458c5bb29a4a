#!/usr/bin/env node
import { existsSync } from 'node:fs'

// A container image has the bundle alone.
const main = ['../dist/cli/main.js', '../dist/command/flowdeck.mjs']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url))
if (main) await import(main.href)
else {
  console.error('Flowdeck is not built yet: run "npm start" or "npm run build" in the repository first.')
  process.exitCode = 1
}
