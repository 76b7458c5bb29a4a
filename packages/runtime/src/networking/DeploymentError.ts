import { RpcError, STATUS } from '../transport/rpcError.ts'

export type Caller = 'Gateway' | 'Head'

interface At {
  deployment: string
  /** As Jina prints them: `{'127.0.0.1:5000'}`. */
  addresses: string
  caller: Caller
}

/** A call that no replica of an Executor has answered. */
export class DeploymentError extends RpcError {
  readonly deployment: string
  readonly addresses: string

  constructor(error: RpcError, at: At) {
    super(error.code, at.caller === 'Head' ? describeAtHead(error, at) : describeAtGateway(error, at), error)
    this.deployment = at.deployment
    this.addresses = at.addresses
  }
}

/** Jina 3.x: a Gateway adds to what it was told. */
function describeAtGateway({ code, details }: RpcError, { deployment, addresses }: At): string {
  switch (code) {
    case STATUS.DEADLINE_EXCEEDED:
      return `${details}|Gateway: Connection with deployment ${deployment} at address(es) ${addresses} could be established, but timed out. You can increase the allowed time by setting \`timeout_send\` in your Flow YAML \`with\` block or Flow \`__init__()\` method.`
    case STATUS.NOT_FOUND:
      return `${details}\n|Gateway: Connection error with deployment \`${deployment}\` at address(es) ${addresses}. Connection with ${addresses} succeeded, but \`${deployment}\` was not found. Possibly \`${deployment}\` is behind an API gateway but not reachable.`
    case STATUS.UNAVAILABLE:
      return `${details} |Gateway: Communication error with deployment ${deployment} at address(es) ${addresses}. Head or worker(s) may be down.`
    default:
      return `${details} |Gateway: Deployment ${deployment} at address(es) ${addresses} answered with this error.`
  }
}

/** Jina 3.x: a Head says it in words of its own. */
function describeAtHead({ code, details }: RpcError, { addresses }: At): string {
  switch (code) {
    case STATUS.DEADLINE_EXCEEDED:
      return `|Head: Connection to worker (Executor) pod at address ${addresses} could be established, but timed out.`
    case STATUS.NOT_FOUND:
      return `|Head: Connection to worker (Executor) pod at address ${addresses} could be established, but resource was not found.`
    case STATUS.UNAVAILABLE:
      return `|Head: Failed to connect to worker (Executor) pod at address ${addresses}. It may be down.`
    default:
      return `${details} |Head: The worker at address ${addresses} answered with this error.`
  }
}
