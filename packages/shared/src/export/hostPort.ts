import type { ExecutorSpec, YamlValue } from '../flow/flowModel.ts'
import { pythonText } from './pythonText.ts'

/** An address of an external Executor. */
export interface ExternalAddress {
  /** As in an address: `grpc`, `grpcs`, `http`… */
  scheme: string
  host: string
  /** Null when none is written anywhere. */
  port: number | null
}

/** Where an external Executor is: hosts and ports pairwise, one of either for all; a host may carry scheme and port (Jina 3.x). */
export function externalAddressesOf(
  { args }: ExecutorSpec,
  /** Whether it speaks TLS when its address does not say. */
  tls: boolean = args['tls'] === true,
): ExternalAddress[] {
  const hosts = wordsOf(args['host']).map(String)
  const ports = wordsOf(args['port']).map(Number)
  const protocol = String(wordsOf(args['protocol'])[0] ?? 'grpc').toLowerCase()
  return Array.from({ length: Math.max(hosts.length, ports.length, 1) }, (_, i) => {
    const written = hosts[i] ?? hosts[0] ?? '0.0.0.0'
    const [, scheme = null, host = written, port] = /^(?:(\w+):\/\/)?([^:]*)(?::(\d+))?$/.exec(written) ?? []
    const own = ports[i] ?? ports[0]
    return {
      scheme: scheme ?? (tls ? `${protocol}s` : protocol),
      host,
      port: port === undefined ? (own !== undefined && Number.isInteger(own) ? own : null) : Number(port),
    }
  })
}

/** Protocols of an Executor in lower case; gRPC unless told. */
export function protocolsOf(value: YamlValue | undefined): string[] {
  const list = wordsOf(value).map((protocol) => pythonText(protocol).toLowerCase())
  return list.length > 0 ? list : ['grpc']
}

export function wordsOf(value: YamlValue | undefined): YamlValue[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return value.split(',').map((word) => word.trim())
  return Array.isArray(value) ? value : [value]
}
