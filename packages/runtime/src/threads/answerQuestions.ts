import { parentPort } from 'node:worker_threads'
import { ownBytes } from './ownBytes.ts'

/** What a `ThreadPool` asks a thread. */
export interface ThreadQuestion<Task> {
  id: number
  task: Task
  bytes: readonly Uint8Array[]
}

export type ThreadAnswer = { id: number } & ({ bytes: Uint8Array } | { failure: unknown })

/** Answers the questions of a `ThreadPool`, in the thread that it started: `work` gives the pieces of what is answered. */
export function answerQuestions(
  work: (task: unknown, bytes: readonly Buffer[]) => Promise<readonly Buffer[]>,
  writeError: (thrown: unknown) => unknown,
): void {
  parentPort?.on('message', ({ id, task, bytes }: ThreadQuestion<unknown>) => {
    const buffers = bytes.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    work(task, buffers).then(
      (made) => {
        const own = ownBytes(made)
        parentPort?.postMessage({ id, bytes: own } satisfies ThreadAnswer, [own.buffer as ArrayBuffer])
      },
      (thrown: unknown) =>
        parentPort?.postMessage({ id, failure: writeError(thrown) } satisfies ThreadAnswer),
    )
  })
}
