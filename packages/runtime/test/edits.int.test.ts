import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseFlow, planEdit, type FlowSpec } from '@flowdeck/shared'
import { commentedEdit, commentedFlows, printFlow } from '../../shared/test/commentedFlows.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')
const run = promisify(execFile)

/** Flows with comments and anchors in every layout, after an edit each. */
function editedFlows(): string[] {
  const numbers = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))
  return fc.sample(fc.tuple(commentedFlows, numbers), { numRuns: 40, seed: 34 }).flatMap(([flow, edit]) => {
    const parsed = parseFlow(printFlow(flow))
    const outcome = planEdit(parsed, commentedEdit(parsed.spec as FlowSpec, edit))
    return 'refused' in outcome ? [] : [outcome.text]
  })
}

interface Loaded {
  values?: unknown
  error?: string
}

describe.skipIf(python === null)('Jina reads an edited Flow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-edits-'))
  const texts = editedFlows()
  let theirs: Loaded[] = []

  beforeAll(async () => {
    const paths = texts.map((text, i) => {
      const path = join(folder, `${i}.yml`)
      writeFileSync(path, text)
      return path
    })
    const script = join(import.meta.dirname, 'interop', 'executor_values.py')
    const env = { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' }
    const { stdout } = await run(python as string, [script, ...paths], { maxBuffer: 64 * 1024 * 1024, env })
    theirs = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as Loaded[]
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('with the values that the editor shows', () => {
    expect(texts.length).toBeGreaterThan(25)
    for (const [i, text] of texts.entries()) {
      const ours = parseFlow(text).spec?.executors.map(({ name, needs, args }) => ({
        name,
        needs: needs.toSorted(),
        uses: args['uses'] ?? null,
        uses_with: args['uses_with'] ?? null,
      }))
      expect({ text, ...theirs[i] }).toEqual({ text, values: ours })
    }
  })
})
