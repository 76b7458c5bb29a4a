import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Runs a script of `jina.Client` that reads questions and writes answers. @throws Error with what it printed */
export async function askPython<A>(python: string, script: string, questions: object): Promise<A[]> {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-answers-'))
  // Not its standard output: Jina prints there too.
  const answers = join(folder, 'answers.json')
  try {
    const running = promisify(execFile)(python, [join(import.meta.dirname, script), answers], {
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' },
    })
    running.child.stdin?.end(JSON.stringify(questions))
    await running
    return JSON.parse(readFileSync(answers, 'utf8')) as A[]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
