import { explainFullDisk } from '@flowdeck/runtime'
import { FlowError } from '@flowdeck/shared'
import { z } from 'zod'

/**
 * What a client is told about anything that was thrown, over HTTP and WebSocket. What nobody expected stays here: its
 * message may name paths, so it goes to the terminal, and the client hears where to look.
 */
export function toFlowError(thrown: unknown): FlowError {
  if (thrown instanceof FlowError) return thrown
  if (thrown instanceof z.core.$ZodError) {
    const [issue] = thrown.issues
    return new FlowError('BAD_REQUEST', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'wrong'}`)
  }
  const full = explainFullDisk(thrown, 'a file of Flowdeck')
  if (full) return full
  const { status, type } = thrown as { status?: unknown; type?: unknown }
  if (status === 413) return new FlowError('REQUEST_TOO_LARGE', (thrown as Error).message)
  if (type === 'entity.parse.failed')
    return new FlowError('BAD_REQUEST', `the body is not JSON: ${(thrown as Error).message}`)
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new FlowError('BAD_REQUEST', (thrown as Error).message)
  process.stderr.write(`unexpected error: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  return new FlowError('INTERNAL', 'something unexpected happened in the server; its terminal shows what', {
    cause: thrown,
  })
}
