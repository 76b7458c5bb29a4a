import type { YamlValue } from '../../value/yamlValue.ts'
import type { ExecutorSpec } from '../../model/flowModel.ts'
import { readList } from '../../flow/readLists.ts'
import { pythonText } from '../../value/pythonText.ts'

/** An address of an external Executor. */
export interface ExternalAddress {
  /** As in an address: `grpc`, `grpcs`, `http`… */
  scheme: string
  /** The scheme that the address itself names; null for none. */
  written: string | null
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
  const hosts = readList(args['host']).map(String)
  const ports = readList(args['port']).map(Number)
  const protocol = String(readList(args['protocol'])[0] ?? 'grpc').toLowerCase()
  return Array.from({ length: Math.max(hosts.length, ports.length, 1) }, (_, i) => {
    const { scheme, host, port } = splitAddress(hosts[i] ?? hosts[0] ?? '0.0.0.0')
    const own = ports[i] ?? ports[0]
    return {
      scheme: scheme ?? (tls ? `${protocol}s` : protocol),
      written: scheme,
      host,
      port: port ?? (own !== undefined && Number.isInteger(own) ? own : null),
    }
  })
}

/** `scheme://host:port`, of which only the host must be there. An IPv6 address gets brackets when it has none. */
function splitAddress(written: string): { scheme: string | null; host: string; port: number | null } {
  const [, scheme = null, rest = written] = /^(\w+):\/\/(.*)$/.exec(written) ?? []
  if (/^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(rest)) return { scheme, host: `[${rest}]`, port: null }
  const [, host = rest, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(rest) ?? []
  return { scheme, host, port: port === undefined ? null : Number(port) }
}

/** Protocols of an Executor in lower case; gRPC unless told. */
export function protocolsOf(value: YamlValue | undefined): string[] {
  const list = readList(value).map((protocol) => pythonText(protocol).toLowerCase())
  return list.length > 0 ? list : ['grpc']
}
