import type { CheckInput } from './checkContext.ts'
import { checkArguments, checkTopLevel } from './checkKeys.ts'
import { checkConditions } from './checkCondition.ts'
import { checkMeaning } from './checkMeaning.ts'
import { checkReferences } from './checkReferences.ts'
import { checkScalars } from './checkScalars.ts'
import { checkTopology } from './checkTopology.ts'
import type { FlowIssue, Severity } from '../model/flowIssue.ts'
import { GATEWAY } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Everything that is wrong with a Flow that could be read. */
export function validateFlow(input: CheckInput): FlowIssue[] {
  const { spec, top } = input
  const found = [
    ...checkTopLevel(input),
    ...(isMapValue(top['with'])
      ? checkArguments(input, { scope: 'flow', path: ['with'], target: 'flow' }, top['with'])
      : []),
    ...(isMapValue(top[GATEWAY])
      ? checkArguments(
          input,
          { scope: 'gateway', path: [GATEWAY], target: 'gateway', executor: GATEWAY },
          top[GATEWAY],
        )
      : []),
    ...spec.executors.flatMap((executor) =>
      checkArguments(
        input,
        {
          scope: 'executor',
          path: executor.argsPath,
          target: { executor: executor.name },
          executor: executor.name,
        },
        executor.written,
      ),
    ),
    ...checkTopology(input),
    ...checkMeaning(input),
    ...checkConditions(input),
    ...checkScalars(input),
    ...checkReferences(input),
  ]
  return found
}

/** Issues by severity, then by place. */
export function sortIssues(found: readonly FlowIssue[]): FlowIssue[] {
  return found.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || a.range.start - b.range.start)
}
