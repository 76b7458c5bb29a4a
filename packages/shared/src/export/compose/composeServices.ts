import { GATEWAY, type FlowSpec } from '../../model/flowModel.ts'
import { servicesOf } from './compose.ts'
import { podParts } from '../plan/podParts.ts'

/** A service of an exported Compose project, and the Pod of the Flow that it is. */
export interface ComposeService {
  service: string
  /** Jina's Pod name: `encoder/rep-0`. */
  pod: string
  /** The Executor, or `gateway`. */
  deployment: string
  role: 'worker' | 'head' | 'gateway'
}

/** Which Pod each service of a Flow's Compose project is. */
export function composeServices(spec: FlowSpec): ComposeService[] {
  const executors = spec.executors
    .filter(({ external }) => !external)
    .flatMap((executor) =>
      podParts(executor).flatMap((part) =>
        servicesOf(part).map((service, i, all): ComposeService => ({
          service,
          pod: all.length > 1 ? `${part.name}/rep-${i}` : part.name,
          deployment: executor.name,
          role: part.role === 'head' ? 'head' : 'worker',
        })),
      ),
    )
  return [...executors, { service: GATEWAY, pod: GATEWAY, deployment: GATEWAY, role: 'gateway' }]
}
