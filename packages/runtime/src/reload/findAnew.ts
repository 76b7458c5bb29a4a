import type { FlowError } from '@flowdeck/shared'
import { findSources } from '../flow/findSources.ts'
import type { ExecutorSource, PlanInput } from '../flow/planFlow.ts'

/**
 * The input of a plan with the sources of one Executor (or `gateway`) found anew; ports and everything else stay.
 * @throws FlowError what stands in the way, e.g. EXECUTOR_LOAD_FAILED with file and line
 */
export async function findAnew(input: PlanInput, deployment: string): Promise<PlanInput> {
  const errors: FlowError[] = []
  // All of them: which docarray a Flow speaks is said by all its files.
  const found = await findSources(input.spec, input, (owner, _, error) => {
    if (owner === deployment) errors.push(error)
  })
  const [error] = errors
  if (error) throw error
  const sources = new Map(input.sources)
  for (const name of sourcesOf(input, deployment).keys()) {
    const source = found.get(name)
    if (source) sources.set(name, source)
  }
  return { ...input, sources }
}

/** The sources of an Executor: its own, those of `uses_before` and `uses_after`. */
export function sourcesOf({ sources }: PlanInput, deployment: string): Map<string, ExecutorSource> {
  return new Map([...sources].filter(([name]) => name === deployment || name.startsWith(`${deployment}/`)))
}
