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
  return new FlowError(known[code] ?? 'INTERNAL', `${address}: ${statusName(code)}: ${withHint(details)}`)
}

/** What went wrong on the network, in words. */
export function networkReason(thrown: unknown): string {
  const { message, code = '' } = thrown as NodeJS.ErrnoException
  return withHint(message || code)
}

/** A certificate that nobody vouches for is the most frequent reason, and the easiest to mend. */
function withHint(reason: string): string {
  const [found] = /self.signed certificate|unable to (verify|get)[^.\n]*certificate/i.exec(reason) ?? []
  return found === undefined
    ? reason
    : `${found}. Give the Client the certificate to believe: tls: { ca: readFileSync('cert.pem') }, or name its file in NODE_EXTRA_CA_CERTS.`
}
