import { beforeAll, describe, expect, test } from 'vitest'
import { expandInspect, inspectModeOf, parseFlow } from '@flowdeck/shared'
import { askPython } from './interop/askPython.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

const HEAD = 'jtype: Flow\n'
const flow = (...entries: string[]) =>
  `${HEAD}executors:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`
const PAIR = ['{name: aa, needs: gateway}', '{name: bb, needs: gateway}']
const lines = (...list: string[]) => list.join('\n    ')
const key = (name: string, values: string[]) =>
  values.map((value) => flow(lines('name: a', `${name}: ${value}`)))

const NUMBERS = [
  '2',
  '"2"',
  `"'2'"`,
  '" 2 "',
  '2.0',
  '"2.0"',
  '1e0',
  '0x2',
  'true',
  'false',
  'null',
  '""',
  'x',
  '"1_0"',
]
const LISTS = ['[2]', '[2, 3]', '["2"]', '[]', '[a]', '[true]', '[2, "--x"]', '{}', '{a: 1}', '"-x"']
const MAPS = [
  `'{"a": {"$eq": 1}}'`,
  "'{}'",
  '"a=1"',
  '"a:1"',
  '["a=1", "b=2"]',
  '[]',
  '{}',
  'null',
  '""',
  '5',
  'x',
  "'[1]'",
  "'null'",
]
const NEEDS = [
  'null',
  '""',
  'aa',
  '[aa]',
  '[aa, bb]',
  '[aa, aa]',
  '5',
  '0',
  'true',
  '{}',
  '{aa: 1}',
  '[]',
  '"[aa, bb]"',
  'gateway',
  '[aa, [bb]]',
]

/** Texts that Jina's loader takes or refuses, with the neighbours of each. */
const CORPUS = [
  // The tag, in every place.
  ...[
    '{}',
    '{ }',
    '',
    '# c',
    '[]',
    'null',
    'x',
    '""',
    '{a}',
    '{}{}',
    '{"executors":[]}',
    '{"executors":[{"name":"a"}]}',
  ].map((body) => `!Flow ${body}\n`),
  '!Flow\nexecutors: []\n',
  '!Flow {}\nexecutors: []\n',
  '!Flow {executors: []}\n',
  '!Flow\n{}\n',
  '# c\n!Flow {}\n',
  '---\n!Flow {}\n',
  '!Flow {\n}\n',
  '!Flow\t{}\n',
  '!Flow{}\n',
  'jtype: "Flow {}"\n',
  'jtype: Flow {}\n',
  flow(lines('!Deployment', 'with: {replicas: 2}')),
  flow('!Deployment {with: {replicas: 2}}'),
  flow(lines('!Executor', 'name: a')),
  flow(lines('name: a', 'uses: !MyExec', '  with: {a: 1}')),
  flow(lines('name: a', 'uses: !MyExec {with: {a: 1}}')),
  flow(lines('name: a', 'uses:', '  !MyExec', '  with: {a: 1}')),
  `${HEAD}executors: !List []\n`,
  // `jtype` and `version`.
  ...['flow', 'null', '""', '1', '[Flow]', '" Flow"', `"'Flow'"`, 'Deployment'].map(
    (value) => `jtype: ${value}\nexecutors: []\n`,
  ),
  'executors: []\njtype: Flow\n',
  'version: 1\njtype: Flow\n',
  '{"executors": [], "jtype": "Flow"}\n',
  '{"jtype": "Flow", "executors": []}\n',
  ...[
    "'1'",
    '1',
    '1.0',
    "'1.5'",
    "'1.x'",
    '1.9',
    '10',
    'v1',
    '0',
    'true',
    'false',
    "''",
    '[]',
    '[1]',
    '{}',
    'null',
    "'01'",
    "' 1'",
  ].map((value) => `${HEAD}version: ${value}\n`),
  // The list.
  HEAD,
  ...['', '[]', '0', 'false', '""', '{}', 'abc', '{a: 1}', 'null'].flatMap((value) => [
    `${HEAD}executors: ${value}\n`,
    `${HEAD}deployments: ${value}\n`,
    `${HEAD}executors: ${value}\ndeployments: [{name: a}]\n`,
  ]),
  ...[
    '{}',
    '""',
    'null',
    '[]',
    'false',
    '5',
    '{name: null}',
    '{name: ""}',
    '{name: true}',
    '{name: 5}',
    '{name: []}',
    '{name: {}}',
    `{name: "'a'"}`,
    '{name: " a"}',
  ].map((entry) => flow(entry)),
  flow('jtype: Deployment'),
  flow(lines('jtype: Deployment', 'with: null')),
  flow(lines('jtype: Deployment', 'with: {}')),
  // The blocks.
  ...['', '[]', '1', '""', '0', '{}', 'x'].flatMap((value) => [
    `${HEAD}with: ${value}\nexecutors: []\n`,
    `${HEAD}gateway: ${value}\nexecutors: []\n`,
  ]),
  ...[
    '{args: []}',
    '{args: {}}',
    '{args: [1]}',
    '{args: }',
    '{kwargs: }',
    '{kwargs: {}}',
    '{kwargs: 1}',
    '{kwargs: {replicas: 2}}',
    '{replicas: x}',
    '{prefetch: x}',
    '{replicas: 2.0}',
  ].map((value) => `${HEAD}with: ${value}\nexecutors: [{name: a}]\n`),
  // The methods, and what they need.
  ...['add', 'needs', 'needs_all', 'inspect'].flatMap((method) =>
    NEEDS.map((needs) => flow(...PAIR, lines('name: cc', `method: ${method}`, `needs: ${needs}`))),
  ),
  ...['foo', 'null', '""', 'ADD', '1', '[add]', 'build'].map((method) =>
    flow(lines('name: a', `method: ${method}`)),
  ),
  flow('name: a', 'method: needs_all'),
  flow('method: needs_all'),
  flow(...PAIR, 'method: needs_all'),
  flow(...PAIR, 'method: needs_all', 'name: c'),
  flow('{name: a, floating: true}', 'method: needs_all'),
  flow(...PAIR, 'method: needs_all', 'method: needs_all'),
  flow('name: joiner', ...PAIR, 'method: needs_all'),
  flow(...PAIR, '{method: needs_all, name: null}'),
  flow(...PAIR, '{method: needs_all, floating: true}', 'name: z'),
  flow(...PAIR, '{name: f, needs: gateway, floating: true}', 'method: needs_all'),
  ...['COLLECT', 'HANG'].flatMap((mode) => [
    `${HEAD}with: {inspect: ${mode}}\nexecutors: [{name: a}, {method: inspect}, {method: needs_all}]\n`,
    `${HEAD}with: {inspect: ${mode}}\nexecutors: [{name: a}, {method: inspect}, {name: b, needs: gateway}, {method: needs_all}, {name: z}]\n`,
    `${HEAD}with: {inspect: ${mode}}\nexecutors: [{name: a}, {method: inspect}, {method: inspect, name: i}, {name: b, needs: gateway}, {method: needs_all}]\n`,
  ]),
  // References of the file to itself.
  ...[
    'root.nothing',
    'root.jtype',
    'this.b',
    'this.k',
    'this[0]',
    'other.a',
    '1',
    'root.executors[0].name',
    'root.executors[9]',
    'ENV.PATH',
  ].flatMap((path) => [
    flow(lines('name: a', `uses_with: {b: 1, k: "\${{${path}}}"}`)),
    `${HEAD}note: "\${{${path}}}"\nexecutors: [{name: a}]\n`,
  ]),
  // Values of arguments: whole numbers, flags, ports, texts, maps.
  ...key('replicas', [...NUMBERS, ...LISTS]),
  ...key('timeout_ready', NUMBERS),
  ...key('monitoring', [...NUMBERS, ...LISTS]),
  ...key('port', [
    '2',
    '"2"',
    '" 2 "',
    '0x2',
    'true',
    'false',
    'null',
    '[2]',
    '["2"]',
    '[]',
    '"-x"',
    '[2, "--x"]',
  ]),
  ...key('title', [...NUMBERS, ...LISTS]),
  ...key(
    'when',
    MAPS.filter((map) => !/a[=:]1/.test(map)),
  ),
  ...key('uses_with', MAPS),
  ...key('env', MAPS),
  ...key('exit_on_exceptions', [...NUMBERS, ...LISTS]),
  ...key('host', ['a', '[a]', '[]', 'true', '5', '{}', '"-x"']),
  ...key('compression', ['Gzip', 'gzip', 'null']),
  // Python makes no text of an integer of more than 4300 digits.
  ...['1'.repeat(4300), '1'.repeat(4301), `0x${'f'.repeat(3571)}`, `0x${'f'.repeat(3572)}`].map((value) =>
    flow(lines('name: a', `uses_with: {k: ${value}}`)),
  ),
  ...key('pod_role', ['worker', 'HEAD', 'x']),
  ...key('protocol', [
    'grpc',
    'GRPC',
    '[grpc]',
    '[grpc, http]',
    '"grpc,http"',
    '"grpc, http"',
    '[]',
    'null',
    'x',
    '5',
  ]),
  ...['"grpc,http"', '[grpc, http]', 'grpc', '[]', 'x'].flatMap((protocol) => [
    `${HEAD}with: {protocol: ${protocol}}\nexecutors: []\n`,
    `${HEAD}gateway: {protocol: ${protocol}}\nexecutors: []\n`,
  ]),
  // External replicas.
  ...[
    'replicas: 3, host: [a, b], port: [1, 2]',
    'replicas: 3, host: a, port: 1',
    'replicas: 3, host: "a,b,c", port: 1',
    'host: [a, b, c], port: [1, 2]',
    'host: [a, b, c], port: [1, 2, 3], replicas: 2',
    'host: [a], port: [1, 2, 3], replicas: 4',
    'host: a, port: [1, 2], replicas: 2',
    'host: a, replicas: 2',
  ].map((rest) => flow(`{name: a, external: true, ${rest}}`)),
  ...['external: true, ', ''].map((how) => flow(`{name: a, ${how}host: "a,b,", port: "1,2"}`)),
  ...['{method: x}', '{needs: a}'].map((value) => `${HEAD}with: ${value}\nexecutors: [{name: a}]\n`),
  // Deployments in the list: their position is their name and their place.
  ...[
    'with: {name: b}',
    'with: {name: a}',
    'with: {name: a-b}',
    'with: {name: gateway}',
    'with: {replicas: 3}',
    'with: {replicas: 2.0}',
    'with: {method: needs_all}',
    'with: {floating: true}',
    'with: {needs: gateway}',
    'with: {needs: null}',
    'with: {runtime_args: {}}',
    'with: {args: []}',
    'with: {args: null}',
    'with: {include_gateway: true}',
    'with: {name: b}, needs: gateway',
    'with: {name: b}, needs: nobody',
    'with: {name: b}, needs: executor1',
    'with: {}, name: b, replicas: 3, method: needs',
    'with: {}, version: "1"',
    'with: {}, version: 0',
    'with: {}, version: legacy',
    'executors: []',
  ].map((rest) => flow('name: a', `{jtype: Deployment, ${rest}}`, '{name: c}', '{name: d, needs: gateway}')),
  flow('{with: {name: a}, jtype: Deployment}'),
  flow('{jtype: Deployment, with: {name: a}}', '{jtype: Deployment, with: {name: a}}'),
  flow('{jtype: Deployment, with: {name: a}}', '{name: b, needs: executor0}'),
  flow('{jtype: Deployment, with: {}}', '{name: x, needs: gateway}', '{method: needs_all}'),
  flow('{jtype: Flow, executors: []}'),
  flow('!Flow {}'),
  flow(lines('!Deployment', 'with: {name: aa, replicas: 2}', 'needs: gateway')),
  `${HEAD}with: {replicas: 3}\nexecutors: [{jtype: Deployment, with: {}}, {name: b}]\n`,
  // External joins.
  ...[
    'needs: [a, b], no_reduce: true',
    'needs: [a, b]',
    'needs: [a], no_reduce: true',
    'needs: [a, b], disable_reduce: true',
  ].map((rest) =>
    flow('name: a', '{name: b, needs: gateway}', `{name: c, external: true, host: x, port: 1, ${rest}}`),
  ),
]

/** Line ends and tabs, in every place. */
const LINES = [
  '# c\rjtype: Flow\rexecutors:\r  - name: a\r',
  'jtype: Flow\rexecutors:\r  - name: a\r',
  'jtype: Flow\r\nexecutors:\r  - name: a\n',
  '\ufeffjtype: Flow\r\nexecutors:\r\n  - name: a',
  ...[
    '  - name:\ta\n',
    '  - name: a\t\n',
    '  - name: a\t# c\n',
    '\t\n  - name: a\n',
    '  -\tname: a\n',
    '\t- name: a\n',
    '  - {name: a,\treplicas: 2}\n',
    '  - name: a\n    title: b\tc\n',
    '  - name: a\n    title: "b\tc"\n',
    '  - name: a\n    title: |\n      b\tc\n',
    '  - name: a #\tx\n',
    '  - name: a\n \t# x\n',
    '  - name: "a"\t\n',
    '  - name: a\n    title: "\u0007"\n',
    '  - name: a # \u007f\n',
    '  - name: a # \u2028 x\n',
    '  - name: a\n    title: a\u0085b\n',
    '  - name: a\n    title: "\u00ad\u200b\ufeff"\n',
    '  - name: a   \n    title: x  \n',
    '  - {name: a,\nreplicas: 2\n}\n',
    '  - name: a\n    needs: [\ngateway\n]\n',
    '  - name: a\n    needs: [\ngateway\n',
    '  - name: a\n    title: "b\nc"\n',
    "  - name: a\n    title: 'b\n c'\n    replicas: 2\n",
    '  - name: a\n    title: b\n  c\n',
    '  - name: a\n    uses_with: {?x: [-, ?y]}\n',
    '  - name: a\n    uses_with: {x: [- , 1]}\n',
  ].map((rest) => `${HEAD}executors:\n${rest}`),
  '!Flow {\n }\n',
]

/** Jina refuses these, and Flowdeck opens them: what is missing can be made up. */
const OPENED = ['', '# only a comment\n', 'executors: []\n', 'jtype: AsyncFlow\nexecutors: []\n']

/** Jina loads these, and they never answer (or start nothing): Flowdeck says so before. */
const REFUSED = [
  ...['0', '-1', '1025'].map((count) => flow(`{name: a, replicas: ${count}}`)),
  ...['x', '2.5', '[a]', '0', '100000'].map((port) => flow(`{name: a, port: ${port}}`)),
  flow('{name: a, needs: nobody}'),
  flow(...PAIR, '{name: c, needs: "aa,bb"}'),
  flow('{name: gateway}'),
  flow('{name: a, external: true}'),
  flow(`{name: a, when: "tags__x=1"}`),
  flow('{name: a, method: config_gateway}'),
]

type Verdict = { needs: Record<string, string[]>; replicas: Record<string, number> } | { error: string }

describe.skipIf(python === null)('our loader takes what Jina’s takes', () => {
  const texts = [...new Set([...CORPUS, ...LINES, ...OPENED, ...REFUSED])]
  const verdicts = new Map<string, Verdict>()
  beforeAll(async () => {
    const answers = await askPython<Verdict[]>(python as string, 'verdicts.py', texts)
    texts.forEach((text, i) => verdicts.set(text, answers[i] as Verdict))
  }, 300_000)

  test.each([
    ['each text is taken by both, with the same needs and replicas, or refused by both [FI-77]', CORPUS],
    ['line ends, tabs and invisible characters are taken by both or refused by both [FI-75]', LINES],
  ])('%s', (_, corpus) => {
    const wrong = corpus.flatMap((text) => {
      const theirs = verdicts.get(text) as Verdict
      const refused = 'error' in theirs
      const ours = read(text)
      const same = refused ? 'error' in ours : JSON.stringify(ours) === JSON.stringify(theirs)
      return same ? [] : [{ text, theirs, ours }]
    })
    expect(wrong).toEqual([])
  })

  test('what Jina refuses for a missing word is opened', () => {
    for (const text of OPENED) {
      expect({ text, theirs: verdicts.get(text) }).toEqual({
        text,
        theirs: { error: expect.any(String) as string },
      })
      expect({ text, ours: read(text) }).toEqual({ text, ours: { needs: {}, replicas: {} } })
    }
  })

  test('what Jina loads and never answers is refused in words', () => {
    for (const text of REFUSED) {
      expect({ text, theirs: verdicts.get(text) }).not.toHaveProperty('theirs.error')
      expect({ text, ours: read(text) }).toHaveProperty('ours.error')
    }
  })
})

function read(text: string): Verdict {
  const { spec, issues } = parseFlow(text)
  const error = issues.find(({ severity }) => severity === 'error')
  if (error || !spec) return { error: error?.message ?? 'unreadable' }
  const running = expandInspect(spec.executors, inspectModeOf(spec.with))
  return {
    needs: Object.fromEntries(running.map(({ name, needs }) => [name, needs.toSorted()])),
    replicas: Object.fromEntries(running.map(({ name, replicas }) => [name, replicas])),
  }
}
