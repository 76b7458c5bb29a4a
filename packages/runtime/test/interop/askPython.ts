import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A script that waits for questions (`answering.py`). Its imports take seconds, so that many are asked of one. */
export interface AskedPython<A> {
  /** Questions are answered one after the other. @throws Error with what the script printed when it ends instead */
  ask(question: object): Promise<A>
  close(): Promise<void>
}

export function startPython<A>(python: string, script: string): AskedPython<A> {
  const child = spawn(python, [join(import.meta.dirname, script)], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      JINA_OPTOUT_TELEMETRY: 'true',
      PYTHONPATH: [import.meta.dirname, process.env['PYTHONPATH'] ?? []].flat().join(delimiter),
    },
  })
  const closed = once(child, 'close')
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  // A script that ended says why at the question that it leaves open.
  child.stdin?.on('error', () => {})
  const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]()
  return {
    ask: async (question) => {
      const answer = lines.next()
      child.stdin?.write(`${JSON.stringify(question)}\n`)
      const { done, value } = await answer
      if (done) {
        await closed
        throw new Error(`${script} ended: ${said}`)
      }
      return JSON.parse(value) as A
    },
    close: async () => {
      child.stdin?.end()
      await closed
    },
  }
}

/** Asks a script once. @throws Error with what it printed */
export async function askPython<A>(python: string, script: string, question: object): Promise<A> {
  const asked = startPython<A>(python, script)
  try {
    return await asked.ask(question)
  } finally {
    await asked.close()
  }
}
