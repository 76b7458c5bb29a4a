#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/command/flowdeck.mjs', import.meta.url)
if (existsSync(main)) await import(main.href)
else {
  console.error('Flowdeck is not built yet: run "npm start" or "npm run build" in the repository first.')
  process.exitCode = 1
}
