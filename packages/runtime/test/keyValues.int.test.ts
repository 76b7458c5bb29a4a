import { beforeAll, describe, expect, test, vi } from 'vitest'
import {
  expandSpec,
  fieldsOf,
  isMapValue,
  parseFlow,
  pythonJson,
  pythonText,
  type Field,
  type YamlValue,
} from '@flowdeck/shared'
import { askPython } from './interop/askPython.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

/** A key gets a value of every kind, written in every way. */
const VALUES = [
  ['2', '2.0', '2.5', '"2"', '"2.0"', `"'2'"`, '" 2 "', '1e3', '0x2', '-1', '-1.5', '9007199254740993'],
  ['true', 'false', 'null', '""', '" "', 'x', '"x y"', '"1,2"', '"1, 2"', '"a=1"', '"a: 1"', '"é"'],
  ['[]', '[2]', '[2, 3]', '["2"]', '[a, b]', '["a,b", c]', '[true]', '[[1]]', '[{a: 1}]', '["a=1", "b=2"]'],
  [
    '{}',
    '{a: 1}',
    '{a: {b: 1.0}}',
    `'{"a": 1.0}'`,
    `'[1]'`,
    '"null"',
    'nan',
    '.inf',
    '2020-01-01',
    '"a\\nb"',
  ],
  ['"-x"', '"--x"', '"-x y"', '"-"', '[-1]', '["-x"]', '[2, "-x"]', '["--", 2]'],
  ['grpc', '[HTTP]', 'Gzip', 'numpy', 'HEAD', 'host', 'JOIN', 'AZURE'],
  ['$KEY_INT', '${{ ENV.KEY_INT }}', '$KEY_FLOAT', '$KEY_LIST', '$KEY_TEXT', '$KEY_TRUE', '$KEY_FALSE'],
  ['$KEY_EMPTY', '$KEY_MAP', '["$KEY_INT"]', 'x$KEY_INT', '$KEY_UNSET'],
].flat()
const ENVIRONMENT = {
  KEY_INT: '7',
  KEY_FLOAT: '2.0',
  KEY_LIST: '1,2',
  KEY_TEXT: 'word',
  KEY_TRUE: 'true',
  KEY_FALSE: 'false',
  KEY_EMPTY: '',
  KEY_MAP: '{"a": 1}',
}
const SCOPES = ['executor', 'gateway'] as const
type Scope = (typeof SCOPES)[number]

/** Jina's command has no such arguments: its loader reads them. */
const NO_ARGUMENTS = new Set(['needs', 'method', 'jcloud'])
/** What a Gateway or an Executor gets of these is decided when it starts. */
const DECIDED_AT_START = new Set(['name', 'graph_description', 'graph_conditions', 'deployments_addresses'])
const keysOf = (scope: Scope) =>
  fieldsOf(scope).filter(({ key }) => !NO_ARGUMENTS.has(key) && !DECIDED_AT_START.has(key))

/** Jina takes these and never answers, or fails as soon as it starts. */
const NEVER_ANSWERS = new Set([
  'bad-value',
  'bad-condition',
  'external-without-host',
  'tls-half',
  'websocket-executor',
  'one-protocol',
  'port-count',
])
const isStricter = (code: string, { key }: Field) =>
  NEVER_ANSWERS.has(code) || key === 'port' || key === 'port_monitoring'

type Theirs = Record<Scope, Record<string, { default: string; read: (string | null)[] }>>

describe.skipIf(python === null)('a value of a key', () => {
  let theirs: Theirs
  beforeAll(async () => {
    for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value)
    const keys = Object.fromEntries(SCOPES.map((scope) => [scope, keysOf(scope).map(({ key }) => key)]))
    theirs = await askPython(python as string, 'key_values.py', { values: VALUES, keys })
    return () => vi.unstubAllEnvs()
  }, 300_000)

  test.each(SCOPES)(
    'of the %s is refused where Jina refuses it, else read as Jina reads it [FI-77]',
    (scope) => {
      const wrong = keysOf(scope).flatMap((field) => {
        const { default: initial, read } = theirs[scope][field.key] as Theirs[Scope][string]
        return VALUES.flatMap((written, i): object[] => {
          const their = read[i] ?? null
          const our = readOurs(scope, field, written)
          return isRight(field, { their, initial, our }) ? [] : [{ key: field.key, written, their, our }]
        })
      })
      expect(wrong).toEqual([])
    },
  )
})

type Ours = { value: YamlValue } | { code: string }

function isRight(
  field: Field,
  { their, initial, our }: { their: string | null; initial: string; our: Ours },
): boolean {
  if ('code' in our) return their === null || isStricter(our.code, field)
  if (their === null) return false
  // A default of Jina's may be a random port, or a class that is built in here.
  const isDefault = our.value === null || pythonJson(our.value) === pythonJson(field.default)
  return isDefault ? their === initial : isSame(their, our.value)
}

function readOurs(scope: Scope, { key }: Field, written: string): Ours {
  const entry = `${key}: ${written}\n`
  const text =
    scope === 'executor' ? `executors:\n  - name: a\n    ${entry}` : `gateway:\n  ${entry}executors: []\n`
  const { spec, issues } = parseFlow(`jtype: Flow\n${text}`)
  const error = issues.find(({ severity }) => severity === 'error')
  if (error || !spec) return { code: error?.code ?? 'unreadable' }
  const expanded = expandSpec(spec, ENVIRONMENT)
  const problem = expanded.problems.find(({ severity }) => severity === 'error')
  if (problem) return { code: problem.code }
  const holder = scope === 'executor' ? expanded.spec.executors[0] : expanded.spec.gateway
  return { value: holder?.args[key] ?? null }
}

/** One of several values may stand alone, words of Jina are compared without regard to case, and maps may be texts of JSON. */
function isSame(theirs: string, ours: YamlValue): boolean {
  const items: YamlValue[] = Array.isArray(ours) ? ours : [ours]
  const words = items.flatMap((item): YamlValue[] =>
    typeof item === 'string' ? item.split(',').map((word) => word.trim()) : [item],
  )
  const ports = items.flatMap((item): YamlValue[] => (Array.isArray(item) ? item : [item]))
  const forms: YamlValue[] = [
    ours,
    items,
    words,
    words.map(asInteger),
    pythonJson(ours),
    // How many graphics cards, and the ports of peers.
    pythonText(ours),
    { 0: ports },
    { 0: ports.map(asInteger) },
    isMapValue(ours)
      ? {
          0: [],
          ...Object.fromEntries(
            Object.entries(ours).map(([key, value]) => [key, isMapValue(value) ? Object.keys(value) : value]),
          ),
        }
      : null,
  ]
  const plain = (text: string) => text.toUpperCase().replaceAll('" ', '"')
  return forms.some((form) => plain(pythonJson(form)) === plain(theirs))
}

const asInteger = (word: YamlValue): YamlValue =>
  typeof word === 'string' && /^-?\d+$/.test(word) ? Number(word) : word
