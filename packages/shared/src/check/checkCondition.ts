import { parseCondition } from '../condition/parseCondition.ts'
import { sentence } from '../words/sentence.ts'
import { issue, type CheckInput } from './checkContext.ts'
import type { FlowIssue } from '../model/flowIssue.ts'
import { isMapValue } from '../value/exactNumber.ts'

/** `when` filters that cannot be read; found here, before a request would find them. */
export function checkConditions(input: CheckInput): FlowIssue[] {
  return input.spec.executors.flatMap(({ args, argsPath, name }) => {
    const when = args['when']
    // Another type is told as `wrong-type`.
    if (!isMapValue(when)) return []
    const parsed = parseCondition(when)
    if (parsed.ok) return []
    return [
      issue(input, 'bad-condition', 'error', {
        said: sentence('"when" of "{{name}}": {{reason}}.', { name, reason: parsed.said }),
        path: [...argsPath, 'when'],
        executor: name,
      }),
    ]
  })
}
