import type { FlowIssue } from '../model/flowIssue.ts'
import type { ParsedFlow } from '../model/flowModel.ts'
import { PatternError } from '../pattern/patternSyntax.ts'
import { PythonPattern } from '../pattern/PythonPattern.ts'
import { sentence, told, type Sentence } from '../words/sentence.ts'
import { parseCondition, type Condition } from '../condition/parseCondition.ts'

/** Why a pattern of `$regex` in a condition can't be used, as half a sentence; null when all can. */
export function describeBadPattern(condition: Condition): Sentence | null {
  switch (condition.type) {
    case 'field':
      return null
    case 'pattern':
      return describe(condition.pattern)
    default:
      return condition.of.map(describeBadPattern).find((said) => said !== null) ?? null
  }
}

/**
 * The `when` filters whose `$regex` can't be used, as issues of a Flow. They are not among those of `parseFlow`: the page reads patterns
 * with code that is no part of its first load.
 */
export function checkPatterns({ spec, source }: ParsedFlow): FlowIssue[] {
  return (spec?.executors ?? []).flatMap(({ args, argsPath, name }) => {
    const when = args['when']
    const parsed = when === undefined || when === null ? null : parseCondition(when)
    const reason = parsed?.ok ? describeBadPattern(parsed.condition) : null
    if (reason === null) return []
    const path = [...argsPath, 'when']
    const range = source.keyRange(path) ?? source.range(path) ?? source.range([])
    const said = sentence('"when" of "{{name}}": {{reason}}.', { name, reason })
    return range
      ? [{ code: 'bad-condition', severity: 'error' as const, ...told(said), path, range, executor: name }]
      : []
  })
}

function describe(pattern: string): Sentence | null {
  try {
    readPattern(pattern)
    return null
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    const value = JSON.stringify(pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern)
    return sentence('$regex {{value}}: {{why}}', { value, why: thrown.said })
  }
}

/** @throws PatternError */
function readPattern(pattern: string): PythonPattern {
  return new PythonPattern(pattern)
}
