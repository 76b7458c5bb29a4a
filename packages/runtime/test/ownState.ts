import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'

// Each file has its own run records: the files run side by side. `globalSetup.ts` makes the folder around them, and removes it.
process.env['FLOWDECK_STATE_DIR'] = mkdtempSync(join(process.env['FLOWDECK_STATE_DIR'] ?? '', 'file-'))
