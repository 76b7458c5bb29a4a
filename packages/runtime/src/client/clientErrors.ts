import { FlowError, type ErrorCode } from '@flowdeck/shared'
import { STATUS, statusName } from '../transport/rpcError.ts'

/** A failed gRPC call as a FlowError whose message names the address. */
export function fromGrpcStatus(code: number, details: string, address: string): FlowError {
  const known: Partial<Record<number, ErrorCode>> = {
    [STATUS.CANCELLED]: 'REQUEST_CANCELLED',
    [STATUS.UNAVAILABLE]: 'DEPLOYMENT_UNAVAILABLE',
    [STATUS.NOT_FOUND]: 'DEPLOYMENT_UNAVAILABLE',
    [STATUS.DEADLINE_EXCEEDED]: 'REQUEST_TIMEOUT',
    [STATUS.RESOURCE_EXHAUSTED]: 'REQUEST_TOO_LARGE',
    [STATUS.INVALID_ARGUMENT]: 'BAD_REQUEST',
    [STATUS.UNIMPLEMENTED]: 'UNSUPPORTED',
  }
  return new FlowError(known[code] ?? 'INTERNAL', `${address}: ${statusName(code)}: ${details}`)
}
