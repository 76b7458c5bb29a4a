import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../state/paths.ts'

/** Why an interpreter cannot parse a file; lines count from 1. */
export interface PythonSyntaxError {
  line: number
  /** Python's own message. */
  message: string
}

const SCRIPT = join(PACKAGE_ROOT, 'python', 'check_syntax.py')
/** The whole standard library takes a few seconds; a file that needs longer is left to the Pod. */
const TIMEOUT_MS = 60_000
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/**
 * Asks an interpreter which of these files it cannot parse, by path. Nothing of the files runs, and nothing is imported from their
 * folders. Files about which it gives no answer (it can't be started, or takes too long) are not refused.
 */
export async function checkPythonSyntax(
  interpreter: string,
  files: readonly string[],
): Promise<Map<string, PythonSyntaxError>> {
  const broken = new Map<string, PythonSyntaxError>()
  let waiting = [...new Set(files)]
  while (waiting.length > 0) {
    const { answers, crashed } = await ask(interpreter, waiting)
    for (const [i, answer] of answers.entries()) if (answer) broken.set(waiting[i] as string, answer)
    waiting = waiting.slice(answers.length)
    const [file] = waiting
    if (!crashed || file === undefined) break
    broken.set(file, { line: 1, message: `the interpreter crashed (${crashed}) when it parsed the file` })
    waiting = waiting.slice(1)
  }
  return broken
}

interface Answers {
  /** One for each of the first files, in their order. */
  answers: (PythonSyntaxError | null)[]
  /** The signal of a crash on the next file. */
  crashed: NodeJS.Signals | null
}

function ask(interpreter: string, files: readonly string[]): Promise<Answers> {
  return new Promise((resolve) => {
    // -I and -S: neither the folder of the Flow nor the packages of the environment can take part. -B: writes no caches.
    const child = spawn(interpreter, ['-I', '-S', '-B', SCRIPT], {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let text = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, TIMEOUT_MS)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.length > MAX_ANSWER_BYTES) child.kill('SIGTERM')
    })
    child.stdin.on('error', () => {})
    child.once('error', () => {
      clearTimeout(timer)
      resolve({ answers: [], crashed: null })
    })
    child.once('close', (_, signal) => {
      clearTimeout(timer)
      const crashed = !timedOut && (signal === 'SIGSEGV' || signal === 'SIGABRT' || signal === 'SIGBUS')
      resolve({ answers: readAnswers(text), crashed: crashed ? signal : null })
    })
    child.stdin.end(files.join('\0'))
  })
}

function readAnswers(text: string): Answers['answers'] {
  // What stands behind the last line break is half an answer.
  const lines = text.split('\n').slice(0, -1)
  try {
    return lines.map((line) => JSON.parse(line) as PythonSyntaxError | null)
  } catch {
    // Not our script's output: something else is called python.
    return []
  }
}
