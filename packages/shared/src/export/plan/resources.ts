import { isMapValue } from '../../value/exactNumber.ts'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { pythonText } from '../../value/pythonText.ts'

/** What a container asks for, and what it may take at most: amounts as Kubernetes writes them. */
export interface Resources {
  requests: Amounts
  limits: Amounts
}

interface Amounts {
  cpu?: string
  memory?: string
}

/**
 * Reads `resources` of a `jcloud` block: `cpu` and `memory` count as request and limit, `requests` and `limits` separate them. The Flow's own
 * block holds for whatever the block of an Executor or of the Gateway leaves out.
 */
export function readResources(own: YamlValue | undefined, flow: YamlValue | undefined): Resources {
  const [mine, shared] = [resourcesIn(own), resourcesIn(flow)]
  // A request beside the limit of another block could be larger than it.
  const left = (amounts: Amounts) =>
    Object.fromEntries(
      Object.entries(amounts).filter(([key]) => !(key in mine.requests) && !(key in mine.limits)),
    )
  return {
    requests: { ...left(shared.requests), ...mine.requests },
    limits: { ...left(shared.limits), ...mine.limits },
  }
}

function resourcesIn(jcloud: YamlValue | undefined): Resources {
  const written = mapOf(mapOf(jcloud)['resources'])
  const both = amountsIn(written)
  return {
    requests: { ...both, ...amountsIn(mapOf(written['requests'])) },
    limits: { ...both, ...amountsIn(mapOf(written['limits'])) },
  }
}

function amountsIn({ cpu, memory }: YamlMap): Amounts {
  return {
    ...(cpu === undefined || cpu === null ? {} : { cpu: pythonText(cpu) }),
    ...(memory === undefined || memory === null ? {} : { memory: pythonText(memory) }),
  }
}

/** Amounts as Compose writes them: a fraction of a processor, and memory in units of 1,024. */
export function composeAmounts({ cpu, memory }: Amounts): { cpus?: string; memory?: string } {
  const milli = /^(\d+)m$/.exec(cpu ?? '')?.[1]
  return {
    ...(cpu === undefined ? {} : { cpus: milli === undefined ? cpu : String(Number(milli) / 1000) }),
    ...(memory === undefined ? {} : { memory: memory.replace(/^([\d.]+)([KMGT])i$/, '$1$2') }),
  }
}

function mapOf(value: YamlValue | undefined): YamlMap {
  return isMapValue(value) ? value : {}
}
