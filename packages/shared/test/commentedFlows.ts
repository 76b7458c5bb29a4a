import fc from 'fast-check'
import { lastDeployment } from '../src/flow/buildGraph.ts'
import { GATEWAY, type FlowSpec } from '../src/model/flowModel.ts'
import type { FlowEdit } from '../src/model/flowEdit.ts'
import type { Numbers } from './randomEdits.ts'

/** How one Executor is written, and which comments it has. */
interface Entry {
  above: number
  eol: boolean
  /** A comment that a blank line divides from it. */
  heading: boolean
  blank: boolean
  /** Comments inside: above and behind its second key. */
  inner: boolean
  style: 'block' | 'line' | 'brackets'
  /** Behind the comma rather than before it (in brackets). */
  late: boolean
  sameLine: boolean
  /** Takes a value from an anchor; the first that does holds the anchor itself. */
  shares: 'nothing' | 'value' | 'keys'
}

export interface CommentedFlow {
  entries: Entry[]
  brackets: boolean
  trailingComma: boolean
  bracketComment: boolean
  tail: boolean
  newline: string
  indent: string
}

const flag = fc.boolean()
/** Flows with comments and anchors in block lists and in brackets, in any layout. */
export const commentedFlows: fc.Arbitrary<CommentedFlow> = fc.record({
  entries: fc.array(
    fc.record({
      above: fc.nat(2),
      eol: flag,
      heading: flag,
      blank: flag,
      inner: flag,
      style: fc.constantFrom('block' as const, 'line' as const, 'brackets' as const),
      late: flag,
      sameLine: flag,
      shares: fc.constantFrom('nothing' as const, 'value' as const, 'keys' as const),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  brackets: flag,
  trailingComma: flag,
  bracketComment: flag,
  tail: flag,
  newline: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('', '  '),
})

function sharedKeys(entries: readonly Entry[], index: number): string[] {
  const shares = entries[index]?.shares
  if (shares === undefined || shares === 'nothing') return []
  if (entries.findIndex((entry) => entry.shares !== 'nothing') === index)
    return ['uses_with: &one {k: [1, x]}']
  return [shares === 'value' ? 'uses_with: *one' : 'uses_with: {<<: *one, m: 2}']
}

/** Comments carry the name of whom they belong to: `# e1 above`, `# e1 behind`, `# e1 inside`, `# list …`. */
export function printFlow({
  entries,
  brackets,
  trailingComma,
  bracketComment,
  tail,
  newline,
  indent,
}: CommentedFlow): string {
  const lines = ['# file', 'jtype: Flow']
  const inner = brackets ? '  ' : indent
  lines.push(`executors:${brackets ? ' [' : ''}${bracketComment ? ' # list opens' : ''}`)
  for (const [index, entry] of entries.entries()) {
    const name = `e${index}`
    const [uses, ...shared] = [`uses: ${name}.ts`, ...sharedKeys(entries, index)]
    const last = index === entries.length - 1
    const previous = lines.at(-1) ?? ''
    const shares =
      brackets &&
      entry.sameLine &&
      entry.style === 'line' &&
      index > 0 &&
      !previous.includes('#') &&
      previous !== ''
    if (!shares) {
      if (entry.heading) lines.push(`${inner}# list heading ${name}`, '')
      else if (entry.blank && index > 0) lines.push('')
      for (let n = 0; n < entry.above; n++) lines.push(`${inner}# ${name} above ${n}`)
    }
    const behind = entry.eol ? ` # ${name} behind` : ''
    const comma = brackets && (!last || trailingComma) ? ',' : ''
    if (entry.style === 'line' || (brackets && entry.style === 'block')) {
      const text = `{name: ${[name, uses, ...shared].join(', ')}}`
      const written =
        entry.late && comma !== '' && behind !== ''
          ? [`${text}${behind}`, `${inner}${comma}`]
          : [`${text}${comma}${behind}`]
      if (shares) lines[lines.length - 1] = `${previous} ${written.join(newline)}`
      else lines.push(`${inner}${brackets ? '' : '- '}${written[0]}`, ...written.slice(1))
      continue
    }
    const inside = entry.inner ? [`# ${name} inside`] : []
    if (entry.style === 'block')
      lines.push(
        `${inner}- name: ${name}${behind}`,
        ...inside.map((line) => `${inner}  ${line}`),
        `${inner}  ${uses}${entry.inner ? ` # ${name} inside` : ''}`,
        ...shared.map((key) => `${inner}  ${key}`),
        ...inside.map((line) => `${inner}    ${line}`),
      )
    else
      lines.push(
        `${inner}${brackets ? '' : '- '}{${entry.inner ? ` # ${name} inside` : ''}`,
        ...inside.map((line) => `${inner}    ${line}`),
        `${inner}    name: ${name},${entry.inner ? ` # ${name} inside` : ''}`,
        ...shared.map((key) => `${inner}    ${key},`),
        `${inner}    ${uses}${entry.inner ? ` # ${name} inside` : ''}`,
        `${inner}  }${comma}${behind}`,
      )
  }
  if (tail) lines.push(`${inner}# list tail`)
  if (brackets) lines.push(']')
  lines.push('# end', 'with: {port: 12345} # port', '')
  return lines.join(newline)
}

/** Any edit of the list, chosen by three numbers. */
export function commentedEdit(spec: FlowSpec, [kind, a, b]: Numbers): FlowEdit {
  const names = spec.executors.map(({ name }) => name)
  const pick = (n: number) => names[n % names.length] as string
  const [one, other] = [pick(a), pick(b)]
  const exit = lastDeployment(spec.executors)?.name ?? GATEWAY
  const edits: FlowEdit[] = [
    { type: 'removeExecutors', names: [one], reconnect: b % 2 === 0 },
    { type: 'removeExecutors', names: [...new Set([one, other])], reconnect: true },
    { type: 'removeExecutors', names, reconnect: true },
    { type: 'moveInList', name: one, by: b % 2 === 0 ? 1 : -1 },
    { type: 'connect', from: one, to: GATEWAY },
    { type: 'connect', from: one, to: other },
    { type: 'addExecutor', name: 'fresh', values: { uses: 'f.ts', uses_with: { k: [1] } } },
    { type: 'addExecutor', name: 'fresh', needs: [GATEWAY], keepExit: true },
    { type: 'insertOnEdge', name: 'fresh', from: exit, to: GATEWAY },
    {
      type: 'insertOnEdge',
      name: 'fresh',
      from: spec.executors[a % names.length]?.needs[0] ?? GATEWAY,
      to: one,
    },
    { type: 'duplicate', names: [one], keepIncoming: true },
    { type: 'paste', yaml: '# pasted\n- name: p\n  uses: p.ts\n' },
    { type: 'setField', target: { executor: one }, key: 'replicas', value: 3 },
    { type: 'setField', target: { executor: one }, key: 'uses', value: 'other.ts' },
    { type: 'setField', target: { executor: one }, key: 'env', path: ['A', 'B'], value: 'x' },
    { type: 'renameExecutor', from: one, to: 'renamed' },
    { type: 'disableExecutors', names: [one] },
  ]
  return edits[kind % edits.length] as FlowEdit
}
