import { findCycle, lastDeployment } from '../flow/buildGraph.ts'
import { didYouMean, issue, lineOf, type CheckInput } from './checkContext.ts'
import { checkLookalikes } from './checkLookalikes.ts'
import { checkEntries, checkName } from './checkNames.ts'
import { sentence } from '../words/sentence.ts'
import { quickFix, type FlowIssue } from '../model/flowIssue.ts'
import { GATEWAY, type ExecutorSpec } from '../model/flowModel.ts'
import { nearestName } from '../model/keys.ts'

/** Each unknown name is compared with every Executor; a Flow of more gets no suggestions. */
const MAX_COMPARED = 500

/** Names, `needs` and where results go. */
export function checkTopology(input: CheckInput): FlowIssue[] {
  const { executors } = input.spec
  const byName = new Map(executors.map((executor) => [executor.name, executor]))
  return [
    ...checkEntries(input),
    ...executors.flatMap((executor) => [
      ...checkName(input, executor),
      ...checkNeeds(input, executor, byName),
    ]),
    ...checkLookalikes(input),
    ...checkCycle(input),
    ...checkDangling(input),
  ]
}

function checkNeeds(
  input: CheckInput,
  executor: ExecutorSpec,
  names: ReadonlyMap<string, ExecutorSpec>,
): FlowIssue[] {
  const found: FlowIssue[] = []
  const path = [...executor.argsPath, 'needs']
  const about = { path, executor: executor.name, at: 'value' as const }
  const written = executor.written['needs']
  const removeNeeds = [
    quickFix(sentence('Remove needs'), {
      type: 'clearField',
      target: { executor: executor.name },
      key: 'needs',
    }),
  ]
  // Jina 3.x: `len(needs)`, of a text its letters.
  const number =
    typeof written === 'string' ? Array.from(written).length : (executor.writtenNeeds?.length ?? 0)
  if (executor.method === 'needs' && number < 2)
    found.push(
      issue(input, 'needs-too-few', 'error', {
        ...about,
        said: sentence('"method: needs" joins at least two Executors; "{{name}}" names {{number}}.', {
          name: executor.name,
          number: executor.writtenNeeds?.length ?? 0,
        }),
      }),
    )
  if (executor.method === 'needs_all' && executor.needs.length === 0)
    found.push(
      issue(input, 'needs-too-few', 'error', {
        path: executor.path,
        executor: executor.name,
        said: sentence('"method: needs_all" waits for the Executors before it; before "{{name}}" is none.', {
          name: executor.name,
        }),
      }),
    )
  // Even an empty `needs` is one too many.
  if (executor.method === 'needs_all' && written !== undefined)
    return [
      ...found,
      issue(input, 'needs-all-needs', 'error', {
        ...about,
        said: sentence(
          '"{{name}}" waits for every Executor without successors ("method: needs_all"); Jina does not load it with needs.',
          { name: executor.name },
        ),
        fixes: removeNeeds,
      }),
    ]
  if (executor.method === 'inspect' && written !== undefined)
    return [
      ...found,
      issue(input, 'inspect-needs', 'error', {
        ...about,
        said: sentence(
          '"{{name}}" inspects the Executor before it in the list, "{{before}}"; Jina does not load an inspection with needs.',
          { name: executor.name, before: executor.needs[0] ?? GATEWAY },
        ),
        fixes: removeNeeds,
      }),
    ]
  for (const need of executor.writtenNeeds ?? []) {
    if (need === GATEWAY) continue
    if (need === executor.name) {
      found.push(
        issue(input, 'self-needs', 'error', {
          ...about,
          said: sentence('"{{name}}" needs itself.', { name: executor.name }),
          fixes: [
            quickFix(sentence('Remove "{{name}}" from its needs', { name: need }), {
              type: 'disconnect',
              from: need,
              to: executor.name,
            }),
          ],
        }),
      )
      continue
    }
    const other = names.get(need)
    if (!other) {
      const nearest =
        names.size > MAX_COMPARED
          ? null
          : nearestName(
              need,
              [...names.keys()].filter((name) => name !== executor.name),
            )
      found.push(
        issue(input, 'unknown-needs', 'error', {
          ...about,
          said: sentence(
            '"{{name}}" needs "{{need}}", which does not exist; Jina would accept it and never answer.',
            { name: executor.name, need },
            didYouMean(nearest),
          ),
          fixes: [
            ...(nearest
              ? [
                  quickFix(sentence('Use "{{name}}"', { name: nearest }), {
                    type: 'setField',
                    target: { executor: executor.name },
                    key: 'needs',
                    value: replaced(executor.writtenNeeds ?? [], need, nearest),
                  }),
                ]
              : []),
            quickFix(sentence('Remove "{{name}}"', { name: need }), {
              type: 'disconnect',
              from: need,
              to: executor.name,
            }),
          ],
        }),
      )
    } else if (other.floating && !executor.floating)
      found.push(
        issue(input, 'floating-needed', 'warning', {
          ...about,
          said: sentence(
            '"{{name}}" waits for "{{need}}", which is floating: no other Executor waits for a floating one, and its result is dropped.',
            { name: executor.name, need },
          ),
        }),
      )
  }
  return found
}

function replaced(needs: readonly string[], from: string, to: string): string | string[] {
  const list = needs.map((need) => (need === from ? to : need))
  return list.length === 1 ? (list[0] as string) : list
}

function checkCycle(input: CheckInput): FlowIssue[] {
  const { executors } = input.spec
  const cycle = findCycle(
    executors.map(({ name, needs }) => ({ name, needs: needs.filter((need) => need !== name) })),
  )
  if (!cycle) return []
  const first = executors.find((executor) => executor.name === cycle[0])
  if (!first) return []
  const shown = cycle.length > 12 ? [...cycle.slice(0, 6), '…', ...cycle.slice(-5)] : cycle
  const lines = cycle
    .slice(0, -1)
    .slice(0, 12)
    .map((name) => executors.find((executor) => executor.name === name))
    .flatMap((executor) => (executor ? [lineOf(input, [...executor.argsPath, 'needs'])] : []))
    .map((line) => sentence('line {{line}}', { line }))
    .reduce((before, line) => sentence('{{before}}, {{line}}', { before, line }))
  const from = cycle[1] === undefined ? first.name : (cycle.at(-2) as string)
  return [
    issue(input, 'cycle', 'error', {
      said: sentence(
        'These Executors need each other in a circle: {{circle}} ({{lines}}). Remove one of the needs.',
        { circle: shown.join(' → '), lines },
      ),
      path: [...first.argsPath, 'needs'],
      executor: first.name,
      fixes: [
        quickFix(sentence('Disconnect {{from}} → {{to}}', { from, to: first.name }), {
          type: 'disconnect',
          from,
          to: first.name,
        }),
      ],
    }),
  ]
}

/** Jina runs every Executor, but only the last non-floating one answers: what nobody needs is lost. */
function checkDangling(input: CheckInput): FlowIssue[] {
  const { executors } = input.spec
  const last = lastDeployment(executors)
  if (!last) return []
  const needed = new Set(executors.flatMap((executor) => executor.needs))
  const dangling = executors.filter(
    (executor) => !executor.floating && executor !== last && !needed.has(executor.name),
  )
  return dangling.map((executor) =>
    issue(input, 'dangling-executor', 'warning', {
      said: sentence(
        'The result of "{{name}}" is lost: the client gets the answer of "{{last}}", the last one in the file. Join them, or set "floating: true" if that is meant.',
        { name: executor.name, last: last.name },
      ),
      path: executor.path,
      executor: executor.name,
      fixes: [
        quickFix(sentence('Let "{{name}}" wait for it too', { name: last.name }), {
          type: 'connect',
          from: executor.name,
          to: last.name,
        }),
        quickFix(sentence('Mark it as floating'), {
          type: 'setField',
          target: { executor: executor.name },
          key: 'floating',
          value: true,
        }),
      ],
    }),
  )
}
