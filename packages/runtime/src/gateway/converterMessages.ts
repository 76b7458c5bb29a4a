import type { DocarrayGeneration, EndpointSchema } from '@flowdeck/shared'
import { RpcError } from '../transport/rpcError.ts'
import type { AnswerForm, RequestForm } from './conversion.ts'
import { NotUtf8 } from './readJsonBody.ts'
import { BodyError } from './requestJson.ts'

/** What the thread needs to know about the endpoints of a Gateway. */
export interface WrittenFacts {
  maxDocuments: number
  docarray: DocarrayGeneration
  schemas: ReadonlyMap<string, EndpointSchema>
}

/** What the thread makes of bytes: JSON becomes an envelope, or the other way round. */
export type ConversionTask =
  { kind: 'read'; form: RequestForm; facts: WrittenFacts } | { kind: 'write'; form: AnswerForm }

/** An error as it crosses the border of a thread. */
export type WrittenError =
  | { kind: 'body'; detail: BodyError['detail'][number] }
  | { kind: 'rpc'; code: number; details: string }
  | { kind: 'utf8' | 'other'; message: string }

export function writeError(thrown: unknown): WrittenError {
  if (thrown instanceof BodyError && thrown.detail[0]) return { kind: 'body', detail: thrown.detail[0] }
  if (thrown instanceof NotUtf8) return { kind: 'utf8', message: thrown.message }
  if (thrown instanceof RpcError) return { kind: 'rpc', code: thrown.code, details: thrown.details }
  return { kind: 'other', message: RpcError.from(thrown).details }
}

export function readError(failure: WrittenError): Error {
  switch (failure.kind) {
    case 'body': {
      const { loc, msg, type, ctx } = failure.detail
      return new BodyError(loc, msg, type, ctx)
    }
    case 'rpc':
      return new RpcError(failure.code, failure.details)
    case 'utf8':
      return new NotUtf8(failure.message)
    case 'other':
      return new Error(failure.message)
  }
}
