import { readTimestamp } from '../yaml/timestamps.ts'
import { printExactJson } from '../value/exactJson.ts'
import { isMap, isScalar, isSeq } from 'yaml'
import type { EditTarget } from '../model/flowEdit.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { READINGS, readAgain, rescalar, rescalarDeep } from '../yaml/rescalar.ts'
import { findVariables, hasVariable } from '../yaml/variables.ts'
import { issue, type CheckInput } from './checkContext.ts'
import { sentence } from '../words/sentence.ts'
import { quickFix, type FlowIssue, type YamlPath } from '../model/flowIssue.ts'

/** What becomes of texts: quoted ones that Jina reads as something else, and variables that Start fills in. */
export function checkScalars(input: CheckInput): FlowIssue[] {
  const found: FlowIssue[] = []
  for (const executor of input.spec.executors) {
    walk(input, {
      node: input.yaml.positions.nodeAt(executor.argsPath),
      path: executor.argsPath,
      found,
      below: executor.argsPath.length,
      target: { executor: executor.name },
      executor: executor.name,
    })
  }
  walk(input, {
    node: input.yaml.positions.nodeAt(['with']),
    path: ['with'],
    found,
    below: 1,
    target: 'flow',
    executor: undefined,
  })
  walk(input, {
    node: input.yaml.positions.nodeAt(['gateway']),
    path: ['gateway'],
    found,
    below: 1,
    target: 'gateway',
    executor: 'gateway',
  })
  return found
}

/** Keys whose values the Pod reads as often as the Flow did (Jina 3.x: `BaseExecutor.load_config`). */
export const READ_IN_POD = new Set(['uses_with', 'uses_metas', 'uses_requests', 'uses_dynamic_batching'])

interface Walk {
  node: unknown
  path: YamlPath
  found: FlowIssue[]
  /** Length of the path of the block whose keys are edited. */
  below: number
  target: EditTarget
  executor: string | undefined
}

/** Nesting is limited before anything is parsed, so that this recursion is too. */
function walk(input: CheckInput, at: Walk): void {
  const { node, path } = at
  if (isMap(node)) {
    for (const { key, value } of node.items)
      if (isScalar(key)) walk(input, { ...at, node: value, path: [...path, String(key.value)] })
  } else if (isSeq(node)) {
    for (const [i, item] of node.items.entries()) walk(input, { ...at, node: item, path: [...path, i] })
  } else if (isScalar(node) && typeof node.value === 'string') {
    const found = look(input, at, {
      text: node.value,
      quoted: node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE',
    })
    if (found) at.found.push(found)
  }
}

function look(
  input: CheckInput,
  { path, target, executor, below }: Walk,
  { text, quoted }: { text: string; quoted: boolean },
): FlowIssue | null {
  const about = { path, at: 'value' as const, ...(executor === undefined ? {} : { executor }) }
  if (hasVariable(text)) {
    const names = findVariables(text).map((variable) => variable.name)
    return issue(input, 'variable', 'info', {
      ...about,
      said: sentence('Filled in at Start: {{names}}. Opening the file never reads the environment.', {
        names: [...new Set(names)].join(', '),
      }),
    })
  }
  const [top] = path.slice(below)
  if (!quoted && path.length > below + 1 && inMap(input, path.slice(0, below + 1)) && readTimestamp(text))
    return issue(input, 'date-value', 'error', {
      ...about,
      said: sentence('Jina cannot pass on a date inside "{{key}}". Put it into quotes: {{quoted}}.', {
        key: String(top),
        quoted: `"${text}"`,
      }),
    })
  const [key, ...rest] = path.slice(below)
  const isKey = rest.length === 0
  const inFlow = isKey ? readOnceMore(rescalar(text)) : rescalar(text)
  // The Pod reads these as often again.
  const read = READ_IN_POD.has(String(key)) ? rescalarDeep(inFlow) : inFlow
  // Who writes no quotes does not ask for a text.
  if (!quoted || typeof read === 'string') return null
  const meant = text.replace(/^'+(?=[^'])|(?<=[^'])'+$/g, '')
  if (meant.includes('\n'))
    return issue(input, 'retyped-scalar', 'info', {
      ...about,
      said: sentence(
        'Jina reads this text as {{value}}, and quotes protect only texts without line ends. Remove the line ends.',
        { value: printExactJson(read) },
      ),
    })
  const pairs = "'".repeat(READINGS)
  // What the Flow passes on to the Pod needs quotes of its own.
  const kept = READ_IN_POD.has(String(key)) ? pairs + meant + pairs : meant
  const protectedText = `"${pairs}${isKey ? `'${kept}'` : kept}${pairs}"`
  return issue(input, 'retyped-scalar', 'info', {
    ...about,
    said: sentence(
      'Jina reads this text several times, in the end as {{value}}. To keep it a text, write {{quoted}}.',
      {
        value: printExactJson(read),
        quoted: protectedText,
      },
    ),
    fixes:
      typeof key === 'string'
        ? [
            quickFix(sentence('Keep it a text: {{quoted}}', { quoted: protectedText }), {
              type: 'setField',
              target,
              key,
              value: kept,
              ...(rest.length > 0 ? { path: rest } : {}),
            }),
          ]
        : [],
  })
}

/** Jina 3.x: `expand_env_var`. */
const readOnceMore = (value: YamlValue): YamlValue => (typeof value === 'string' ? readAgain(value) : value)

/** Jina turns maps into JSON, which knows no date; in a list a date becomes a text. */
function inMap({ yaml }: CheckInput, path: YamlPath): boolean {
  return isMap(yaml.positions.nodeAt(path))
}
