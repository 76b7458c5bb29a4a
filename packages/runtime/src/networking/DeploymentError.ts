import { RpcError } from '../transport/rpcError.ts'

/** A call that no replica of an Executor has answered. */
export class DeploymentError extends RpcError {
  readonly deployment: string
  /** As Jina prints them: `{'127.0.0.1:5000'}`. */
  readonly addresses: string

  constructor(error: RpcError, at: { deployment: string; addresses: string; suffix: string }) {
    super(error.code, error.details + at.suffix, error)
    this.deployment = at.deployment
    this.addresses = at.addresses
  }
}
