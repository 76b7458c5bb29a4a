import { setUpPython } from '@flowdeck/runtime'
import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'

type OnLine = (line: string) => void

/** Makes Python environments in the workspace, one at a time; who asks for the one that is being made waits for it too. */
export class PythonSetup {
  private readonly root: string
  private current: {
    docarray: DocarrayGeneration
    cancelling: AbortController
    listeners: Set<OnLine>
    made: Promise<{ path: string }>
  } | null = null

  constructor(root: string) {
    this.root = root
  }

  /** @throws FlowError PYTHON_NOT_FOUND, PYTHON_SETUP_FAILED, REQUEST_CANCELLED */
  async run(docarray: DocarrayGeneration, onLine: OnLine): Promise<{ path: string }> {
    if (this.current && this.current.docarray !== docarray)
      throw new FlowError(
        'PYTHON_SETUP_FAILED',
        `an environment for docarray ${this.current.docarray} is being made; wait for it`,
      )
    const current = (this.current ??= this.begin(docarray))
    current.listeners.add(onLine)
    try {
      const { path } = await current.made
      return { path }
    } finally {
      current.listeners.delete(onLine)
    }
  }

  /** What was fetched stays; the next run goes on from there. */
  cancel(): void {
    this.current?.cancelling.abort()
  }

  private begin(docarray: DocarrayGeneration): NonNullable<PythonSetup['current']> {
    const cancelling = new AbortController()
    const listeners = new Set<OnLine>()
    const made = setUpPython({
      root: this.root,
      docarray,
      env: process.env,
      signal: cancelling.signal,
      onLine: (line) => {
        for (const listener of listeners) listener(line)
      },
    }).finally(() => (this.current = null))
    return { docarray, cancelling, listeners, made }
  }
}
