import {
  FIELDS,
  exportCompose,
  exportKubernetes,
  parseDeployment,
  parseFlow,
  type ExportOptions,
} from '@flowdeck/shared'
import { parseAllDocuments } from 'yaml'
import { describe, expect, test } from 'vitest'
import { EXPORT_FLOWS } from '../../test/interop/exportFlows.ts'
import { GATEWAY_FLAGS } from '../gateway/gatewayFlags.ts'
import { HEAD_FLAGS } from '../head/headFlags.ts'
import { formatTable, parseFlags, type FlagTable } from '../pod/podFlags.ts'
import { WORKER_FLAGS } from '../worker/workerFlags.ts'
import { ownFlags, withJinaFlags } from './jinaFlags.ts'

/** Values that a shell, JSON or a list of flags could misread, for every key that takes a text. */
const AWKWARD = `it's "quoted", a: b, [c] {d} \\e $f %g é --cors`

/** A Flow whose one Executor and Gateway write every key of the table that an export turns into a flag. */
const EVERY_KEY = everyKey()

/** Jina's own manifests break these values (`exports.int.test.ts`), and an exact export copies them. */
const BROKEN_BY_JINA = ['both quotes in one text', 'quotes and backslashes', 'every key of the table']

describe('every flag that an export writes is read by our own commands', () => {
  test.each([...Object.entries(EXPORT_FLOWS), ['every key of the table', EVERY_KEY] as const])(
    '%s',
    (title, text) => {
      const commands = exportedCommands(text, { exact: !BROKEN_BY_JINA.includes(title) })
      expect(commands.length).toBeGreaterThan(0)
      for (const argv of commands) {
        const [scope, table] = commandOf(argv)
        const read = ownFlags(parseFlags(argv.slice(1), withJinaFlags(scope, table)), table)
        // The Pod is a second process, which reads the same values from words of its own.
        expect(parseFlags(formatTable(read, table), table)).toEqual(read)
      }
    },
  )

  test('two Executors that do not reduce are one JSON list in an export', () => {
    const executors = '[{name: a}, {name: b, no_reduce: true}, {name: c, no_reduce: true}]'
    for (const argv of exportedCommands(`jtype: Flow\nexecutors: ${executors}`, { exact: true })) {
      if (argv[0] === 'gateway') expect(argv[argv.indexOf('--deployments-no-reduce') + 1]).toBe('["b", "c"]')
    }
  })

  test('the Executors that do not reduce arrive at the Gateway as a list', () => {
    const argv = ['--deployments-no-reduce', '["c", "it\'s"]']
    const read = parseFlags(argv, withJinaFlags('gateway', GATEWAY_FLAGS))
    expect(parseFlags(formatTable(read, GATEWAY_FLAGS), GATEWAY_FLAGS)).toEqual({
      deployments_no_reduce: ['c', "it's"],
    })
  })
})

function commandOf(argv: readonly string[]): ['executor' | 'gateway', FlagTable] {
  if (argv[0] === 'gateway') return ['gateway', GATEWAY_FLAGS]
  return ['executor', argv.includes('HEAD') ? HEAD_FLAGS : WORKER_FLAGS]
}

/** The command lines of all containers, in both formats, as Flowdeck and as Jina writes them. */
function exportedCommands(text: string, { exact }: { exact: boolean }): string[][] {
  const deployment = parseDeployment(text)
  const { spec, graph } = parseFlow(text)
  const exportable = deployment ? { deployment } : spec && graph ? { spec, graph } : null
  if (!exportable) throw new Error(`this is no Flow: ${text}`)
  const overrides = {
    hub_a: 'hub/a',
    hub_b: 'hub/b',
  }
  const ways: ExportOptions[] = [
    { images: 'flowdeck' },
    ...(exact ? [{ jina_exact: true, gateway_image: 'jina' }] : []),
  ]
  return ways.flatMap((options) =>
    [exportCompose, exportKubernetes].flatMap((write) =>
      write(exportable, { ...options, image_overrides: overrides })
        .files.filter(({ path }) => /\.ya?ml$/.test(path))
        .flatMap((file) => parseAllDocuments(file.text).flatMap((document) => findArgv(document.toJS()))),
    ),
  )
}

function findArgv(value: unknown): string[][] {
  if (Array.isArray(value)) {
    const words = value.map(String)
    return ['executor', 'gateway'].includes(words[0] ?? '') ? [words] : value.flatMap(findArgv)
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findArgv) : []
}

function everyKey(): string {
  const SET_ELSEWHERE = new Set(['name', 'uses', 'external', 'needs', 'method', 'port', 'host', 'when'])
  const NO_FLAG = new Set(['gateway', 'env_from_secret', 'volumes', 'image_pull_secrets', 'stateful'])
  const valueOf = (key: string, type: string, values?: readonly string[]): unknown => {
    if (values) return values[0]
    if (key === 'gpus') return 'device=0,1'
    if (key.startsWith('port_') || key.endsWith('_port')) return 1234
    if (type === 'integer') return 7
    if (type === 'boolean') return true
    if (type === 'list') return [AWKWARD, 'b c']
    if (type === 'map' || type === 'stringOrMap') return { 'a b': [AWKWARD, 1.5, null, true] }
    return AWKWARD
  }
  const keys = (scope: 'executor' | 'gateway') =>
    Object.fromEntries(
      FIELDS.filter(
        ({ key, scopes }) => scopes.includes(scope) && !SET_ELSEWHERE.has(key) && !NO_FLAG.has(key),
      ).map(({ key, type, values }) => [key, valueOf(key, type, values)]),
    )
  return JSON.stringify({
    jtype: 'Flow',
    gateway: { ...keys('gateway'), port: [1, 2], protocol: ['grpc', 'http'] },
    executors: [
      { name: 'a', uses: 'docker://a', ...keys('executor'), shards: 2, replicas: 2 },
      { name: 'b', uses: 'docker://b', needs: 'gateway', protocol: ['grpc', 'http'], port: [5, 6] },
      { name: 'c', needs: ['a', 'b'], no_reduce: true },
    ],
  })
}
