import { printExactJson } from '../../value/exactJson.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { findCycle, lastDeployment } from '../../flow/buildGraph.ts'
import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../../model/flowModel.ts'
import { code, listed } from './markdown.ts'

/**
 * What happens to a request, in sentences of Markdown, worked out from the Flow alone: who comes when, who waits for whom, who sees
 * only some Documents, who has no say in the answer.
 */
export function explainFlow({ executors }: FlowSpec): string[] {
  if (executors.length === 0) return ['The Gateway gives each request back as it came: there is no Executor.']
  const cycle = findCycle(executors)
  if (cycle) return [`The Executors wait for each other in a circle (${listed(cycle)}), so nothing can run.`]
  const last = lastDeployment(executors)
  const steps = stagesOf(executors.filter(({ floating }) => !floating)).map(stageSentence)
  const floating = executors.filter((executor) => executor.floating).map(floatingSentence)
  const answer = last
    ? `The client gets what ${code(last.name)} returns.`
    : 'The client gets its request back: no Executor has a say in the answer.'
  return [...steps, answer, ...unheard(executors, last), ...floating]
}

/** Executors in stages: each stands one behind the latest that it waits for. */
function stagesOf(executors: readonly ExecutorSpec[]): ExecutorSpec[][] {
  const byName = new Map(executors.map((executor) => [executor.name, executor]))
  const stage = new Map<string, number>([[GATEWAY, -1]])
  // Twice around would do for a file in order; needs may point forward, so until nothing moves (there is no cycle).
  for (let moved = true; moved;) {
    moved = false
    for (const { name, needs } of executors) {
      const behind = Math.max(-1, ...needs.map((need) => (byName.has(need) ? (stage.get(need) ?? 0) : -1)))
      if (stage.get(name) !== behind + 1) {
        stage.set(name, behind + 1)
        moved = true
      }
    }
  }
  const stages: ExecutorSpec[][] = []
  for (const executor of executors) (stages[stage.get(executor.name) as number] ??= []).push(executor)
  return stages.filter((found) => found !== undefined)
}

function stageSentence(stage: readonly ExecutorSpec[]): string {
  const together = stage.length > 1 ? `${listed(stage.map(({ name }) => name))} work side by side. ` : ''
  return `${together}${stage.map(workSentence).join(' ')}`
}

function workSentence(executor: ExecutorSpec): string {
  const { name, needs } = executor
  const from = needs.filter((need) => need !== GATEWAY)
  const entry = needs.includes(GATEWAY) || from.length === 0
  const source =
    from.length === 0
      ? 'gets what the client sent'
      : from.length === 1 && !entry
        ? `gets what ${listed(from)} returned`
        : `waits for ${listed(entry ? ['gateway', ...from] : from)}${executor.args['no_reduce'] === true ? ' and gets their Documents one list each' : ' and gets their Documents merged'}`
  return [`${code(name)} ${source}.`, ...detailSentences(executor)].join(' ')
}

function detailSentences({ name, args, replicas, shards, external }: ExecutorSpec): string[] {
  const sentences: string[] = []
  const when = args['when']
  if (when !== undefined && when !== null)
    sentences.push(
      `Only Documents that match ${code(printExactJson(when))} go to ${code(name)}; others pass it by.`,
    )
  if (shards > 1) {
    const polling = args['polling']
    const words = isMapValue(polling)
      ? `as ${code(printExactJson(polling))} says`
      : String(polling).toUpperCase() === 'ALL'
        ? 'all of them'
        : 'any one of them'
    sentences.push(`Of its ${shards} shards, a request asks ${words}.`)
  }
  if (replicas > 1) sentences.push(`Its ${replicas} replicas${shards > 1 ? ' per shard' : ''} take turns.`)
  if (external) sentences.push('It is external: somebody else runs it.')
  return sentences
}

function floatingSentence(executor: ExecutorSpec): string {
  return `Beside all that: ${workSentence(executor)} The answer does not wait for ${code(executor.name)}, and what it returns is dropped.`
}

/** Executors that work, are waited for, and still change nothing of the answer: ends of branches that nobody joins. */
function unheard(executors: readonly ExecutorSpec[], last: ExecutorSpec | null): string[] {
  const byName = new Map(executors.map((executor) => [executor.name, executor]))
  const heard = new Set<string>()
  const open = last ? [last.name] : []
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (heard.has(name)) continue
    heard.add(name)
    open.push(...(byName.get(name)?.needs ?? []))
  }
  const silent = executors.filter(({ name, floating }) => !floating && !heard.has(name))
  return silent.length === 0
    ? []
    : [
        `${listed(silent.map(({ name }) => name))} ${silent.length === 1 ? 'leads' : 'lead'} to no answer: nothing that the client gets depends on ${silent.length === 1 ? 'it' : 'them'}.`,
      ]
}
