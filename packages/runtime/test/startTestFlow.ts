import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'

/** A folder that is gone after the test, with these files. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a Flow with real Pods; after the test it is stopped. */
export async function startTestFlow(yaml: string, files: Record<string, string> = {}): Promise<RunningFlow> {
  const folder = folderWith({ ...files, 'flow.yml': yaml })
  const flow = await Flow.loadConfig(join(folder, 'flow.yml'))
  const running = await flow.start()
  onTestFinished(() => running.close({ graceMs: 500 }))
  return running
}

/** An Executor file with one class; `body` is what is inside it. */
export function executorFile(body: string, name = 'Foo'): string {
  return `import { Executor, type RequestContext } from '@flowdeck/runtime'\nexport class ${name} extends Executor {\n${body}\n}\n`
}
