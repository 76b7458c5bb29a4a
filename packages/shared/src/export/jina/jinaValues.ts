import type { YamlMap } from '../../value/yamlValue.ts'
import type { ExecutorSpec } from '../../model/flowModel.ts'
import type { ContainerImage } from '../plan/chooseImages.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { gatewayValues } from '../plan/gatewayValues.ts'
import { readList } from '../../flow/readLists.ts'
import { externalAddressesOf } from '../plan/hostPort.ts'
import type { PodPart } from '../plan/podParts.ts'

/** Arguments of a Pod as Jina exports them: `uses` in its image, the first host, an absolute workspace. */
export function jinaValues(part: PodPart, plan: ExportPlan): YamlMap {
  const { uses } = plan.images.get(part.key) as ContainerImage
  return {
    ...part.values,
    uses,
    host: String(readList(part.executor.args['host'])[0] ?? '0.0.0.0'),
    workspace: absolute(part.values['workspace'], plan.options.cwd),
  }
}

/** Arguments of the Gateway as Jina exports them. */
export function jinaGatewayValues(plan: ExportPlan, addresses: Record<string, string[]>): YamlMap {
  const values = gatewayValues(plan.spec, plan.graph, addresses)
  // Jina 3.x: the Gateway of a Deployment speaks gRPC whatever it is told, and has no routes.
  if (plan.kind === 'deployment') return { ...values, uses: 'GRPCGateway', expose_endpoints: null }
  return { ...values, uses: plan.images.get('gateway')?.uses ?? values['uses'] ?? null }
}

/** Jina 3.x: only the first of several addresses, and `None` where there is no port. */
export function jinaExternalAddress(executor: ExecutorSpec): string {
  const [first] = externalAddressesOf(executor, speaksTls(executor))
  return first ? `${first.scheme}://${first.host}:${first.port ?? 'None'}` : ''
}

/** Jina 3.x: the certificate of the Gateway, when it is a common key, counts as one of each Executor. */
export function speaksTls({ args }: ExecutorSpec): boolean {
  const both = (args['ssl_certfile'] ?? null) !== null && (args['ssl_keyfile'] ?? null) !== null
  return args['tls'] === true || both
}

function absolute(path: YamlMap[string] | undefined, cwd: string | undefined): YamlMap[string] {
  if (typeof path !== 'string' || path.startsWith('/') || cwd === undefined) return path ?? null
  const parts: string[] = []
  for (const part of `${cwd}/${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
