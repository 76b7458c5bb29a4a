import type { ExecutorSpec, FlowSpec } from '../flow/flowModel.ts'
import { parseFlow } from '../yaml/parseFlow.ts'
import { printItem } from './printYaml.ts'

/** Executors as a YAML list that `paste` and a text editor understand; `needs` among them are written out. */
export function copyAsYaml(spec: FlowSpec, names: readonly string[]): string {
  return spec.executors
    .filter((executor) => names.includes(executor.name))
    .map(({ name, needs, written }) => {
      const { name: _, needs: __, ...values } = written
      return `- ${printItem({ name, ...values, needs: needs.length === 1 ? (needs[0] as string) : needs }, 0, '\n')}\n`
    })
    .join('')
}

/** The Executors of a YAML text: a whole Flow, a list of entries, or a single entry. */
export function entriesOf(yaml: string): ExecutorSpec[] {
  const whole = parseFlow(yaml).spec?.executors ?? []
  if (whole.length > 0) return whole
  const indented = (first: string, rest: string) =>
    yaml
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split(/\r?\n/)
      .map((line, i) => (i === 0 ? first : rest) + line)
      .join('\n')
  const list = parseFlow(`jtype: Flow\nexecutors:\n${indented('  ', '  ')}\n`).spec?.executors ?? []
  if (list.length > 0) return list
  const single = parseFlow(`jtype: Flow\nexecutors:\n${indented('  - ', '    ')}\n`).spec?.executors ?? []
  return single.filter((executor) => Object.keys(executor.written).length > 0)
}
