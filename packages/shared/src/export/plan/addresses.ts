import type { ExecutorSpec } from '../../model/flowModel.ts'
import { externalAddressesOf, protocolsOf } from './hostPort.ts'

/** A name that both Kubernetes and Compose take, whatever Python allows in a name. */
export function serviceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[-\d]+/, '')
    .replace(/-+$/, '')
  return plain === '' ? 'executor' : plain
}

/** All addresses of an external Executor. What has no port gets that of its scheme; `checkExport` asks for it. */
export function externalAddressTexts(executor: ExecutorSpec): string[] {
  return externalAddressesOf(executor).map(
    ({ scheme, host, port }) => `${scheme}://${host}:${port ?? (scheme.endsWith('s') ? 443 : 80)}`,
  )
}

/** Which of an Executor's protocols the Gateway speaks to it, as an index: gRPC when there is one. */
export function gatewayProtocolOf(executor: ExecutorSpec): { index: number; protocol: string } {
  const protocols = protocolsOf(executor.args['protocol'])
  const index = Math.max(protocols.indexOf('grpc'), 0)
  return { index, protocol: protocols[index] ?? 'grpc' }
}
