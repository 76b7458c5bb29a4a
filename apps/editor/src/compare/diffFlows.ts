import {
  GATEWAY,
  printExactJson,
  type ExecutorSpec,
  type FlowSpec,
  type ParsedFlow,
  type YamlValue,
} from '@flowdeck/shared'
import { ENTRY, toCanvas, type CanvasEdge, type ExecutorCard } from '../canvas/canvasModel.ts'
import { t } from '../i18n/t.ts'

export type Change = 'same' | 'added' | 'removed' | 'changed'

/** A key whose value differs, in words: what it was and what it is; null where it is not written. */
export interface KeyChange {
  key: string
  before: string | null
  after: string | null
}

/** What differs between two Flows, on one canvas: everything that either of them has. */
export interface FlowDiff {
  executors: { card: ExecutorCard; change: Change; keys: KeyChange[] }[]
  edges: { edge: CanvasEdge; change: Exclude<Change, 'changed'> }[]
  /** Keys of the Flow and its Gateway that differ. */
  flow: KeyChange[]
}

/** Compares what two texts mean. Executors are the same by name. Null when one of them cannot be read. */
export function diffFlows(before: ParsedFlow, after: ParsedFlow): FlowDiff | null {
  const [old, now] = [toCanvas(before), toCanvas(after)]
  if (!old || !now || !before.spec || !after.spec) return null
  const was = byName(before.spec)
  const is = byName(after.spec)
  const kept = now.executors.map((card) => {
    const first = was.get(card.name)
    const keys = first ? keysBetween(writtenOf(first), writtenOf(is.get(card.name) as ExecutorSpec)) : []
    const change: Change = !first ? 'added' : keys.length > 0 ? 'changed' : 'same'
    return { card, change, keys }
  })
  const gone = old.executors
    .filter((card) => !is.has(card.name))
    .map((card) => ({ card, change: 'removed' as const, keys: [] }))
  const hadEdges = new Set(old.edges.map((edge) => edge.id))
  const hasEdges = new Set(now.edges.map((edge) => edge.id))
  return {
    executors: [...kept, ...gone],
    edges: [
      ...now.edges.map((edge) => ({
        edge,
        change: hadEdges.has(edge.id) ? ('same' as const) : ('added' as const),
      })),
      ...old.edges
        .filter((edge) => !hasEdges.has(edge.id))
        .map((edge) => ({ edge, change: 'removed' as const })),
    ],
    flow: keysBetween(flowKeys(before.spec, after.spec), flowKeys(after.spec, before.spec)),
  }
}

export const CHANGE_WORDS: Record<Change, string> = {
  added: t('added'),
  removed: t('removed'),
  changed: t('changed'),
  same: t('same'),
}

/** The differences in one line of words, for a heading and for screen readers. */
export function wordsOfDiff({ executors, edges, flow }: FlowDiff): string {
  const count = (change: Change) => executors.filter((executor) => executor.change === change).length
  const wires = edges.filter(({ change }) => change !== 'same').length
  const parts = [
    ...(['added', 'removed', 'changed'] as const).flatMap((change) =>
      count(change) > 0
        ? [
            t('{{executors}} {{changed}}', {
              executors: t('{{count}} Executors', { count: count(change) }),
              changed: CHANGE_WORDS[change],
            }),
          ]
        : [],
    ),
    ...(wires > 0 ? [t('{{count}} edges differ', { count: wires })] : []),
    ...(flow.length > 0 ? [t('{{count}} settings of the Flow', { count: flow.length })] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : t('The same Flow: only comments, order or spelling may differ')
}

/** Nodes that somebody looks for first: those that differ. */
export const differing = ({ executors, flow }: FlowDiff): string[] => [
  ...(flow.length > 0 ? [ENTRY] : []),
  ...executors.filter(({ change }) => change !== 'same').map(({ card }) => card.name),
]

const byName = (spec: FlowSpec) => new Map(spec.executors.map((executor) => [executor.name, executor]))

/** What is written, and what it waits for where that is not written. */
const writtenOf = ({ written, needs }: ExecutorSpec): Record<string, YamlValue> => ({ ...written, needs })

/** Keys of `with` and of the Gateway; what a `with` of either says for the Gateway is said once. */
function flowKeys({ with: own, gateway }: FlowSpec, other: FlowSpec): Record<string, YamlValue> {
  const ofGateway = Object.entries(gateway.args).filter(([key]) => !(key in own) && !(key in other.with))
  return Object.fromEntries([
    ...Object.entries(own).map(([key, value]) => [`with.${key}`, value] as const),
    ...ofGateway.map(([key, value]) => [`${GATEWAY}.${key}`, value] as const),
  ])
}

function keysBetween(before: Record<string, YamlValue>, after: Record<string, YamlValue>): KeyChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [was, is] = [valueWords(before[key]), valueWords(after[key])]
    return was === is ? [] : [{ key, before: was, after: is }]
  })
}

function valueWords(value: YamlValue | undefined): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : printExactJson(value)
}
