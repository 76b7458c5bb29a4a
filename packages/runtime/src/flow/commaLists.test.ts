import { exportCompose, exportKubernetes, parseFlow } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { deploymentPorts } from './deploymentPorts.ts'
import { externalAddresses } from './planFlow.ts'
import { PortAllocator } from './ports.ts'

function read(keys: string) {
  const text = `jtype: Flow\nexecutors:\n  - {name: x, uses: docker://x, ${keys}}\n`
  const { spec, graph, issues } = parseFlow(text)
  const [executor] = spec?.executors ?? []
  if (!spec || !graph || !executor) throw new Error(`this is no Flow: ${text}`)
  return { spec, graph, issues, executor }
}

/** Jina 3.x: a text with commas is a list. The same Executor, with a text and with a list. */
const PAIRS: [string, string][] = [
  ["external: true, host: 'a:1,b:2'", "external: true, host: ['a:1', 'b:2']"],
  ["external: true, host: 'a, b', port: '1, 2'", 'external: true, host: [a, b], port: [1, 2]'],
  ["external: true, host: a, port: '1,2', replicas: 2", 'external: true, host: a, port: [1, 2], replicas: 2'],
  ["external: true, host: 'a,b', port: '1,2,3'", 'external: true, host: [a, b], port: [1, 2, 3]'],
  ["replicas: 2, port: '20101,20102'", 'replicas: 2, port: [20101, 20102]'],
  [
    "replicas: 2, monitoring: true, port_monitoring: '20103, 20104'",
    'replicas: 2, monitoring: true, port_monitoring: [20103, 20104]',
  ],
  [
    "monitoring: true, port: 20105, port_monitoring: '20105,20106'",
    'monitoring: true, port: 20105, port_monitoring: [20105, 20106]',
  ],
  ["monitoring: true, port_monitoring: '20107,70000'", 'monitoring: true, port_monitoring: [20107, 70000]'],
]

describe.each(PAIRS)('%s', (text, list) => {
  const [written, wanted] = [read(text), read(list)]

  test('is checked like a list', () => {
    const told = ({ issues }: typeof written) =>
      issues.map(({ code, severity, message }) => [code, severity, message])
    expect(told(written)).toEqual(told(wanted))
  })

  test('runs like a list', async () => {
    const chosen = async ({ executor }: typeof written) => {
      if (executor.external) return externalAddresses(executor)
      const choice = { allocator: new PortAllocator(), onTaken: () => Promise.resolve() }
      const { workers, monitoring } = await deploymentPorts(executor, choice)
      // Ports that nobody writes are chosen anew.
      return monitoring ? monitoring.workers : workers
    }
    expect(await chosen(written)).toEqual(await chosen(wanted))
  })

  test('is exported like a list', () => {
    const own = [exportCompose, exportKubernetes].map((write) => write(written, {}))
    const other = [exportCompose, exportKubernetes].map((write) => write(wanted, {}))
    const told = (exports: typeof own) =>
      exports.map(({ files, problems }) => ({
        files: files.filter(({ path }) => !path.endsWith('.md')),
        problems: problems.map(({ code, severity }) => [code, severity]),
      }))
    expect(told(own)).toEqual(told(other))
  })
})
