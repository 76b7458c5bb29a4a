import { describe, expect, test } from 'vitest'
import { planEdit } from '../edit/planEdit.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { ISSUES, type IssueCode } from '../model/issueCodes.ts'

const flow = (executors: string, rest = '') => `jtype: Flow\n${rest}executors:\n${executors}`

/** Found on a disk, not in a text. */
const FOUND_ON_DISK = 'missing-source'

/** The shortest text that has each problem, and the line at which it must be marked. */
const EXAMPLES: Record<Exclude<IssueCode, typeof FOUND_ON_DISK>, [text: string, line: number]> = {
  'too-large': [`jtype: Flow\n# ${'x'.repeat(1_100_000)}\n`, 1],
  'not-text': ['jtype: Flow\n\0', 2],
  'too-deep': [`jtype: Flow\nwith: ${'['.repeat(100)}`, 2],
  'too-many-aliases': [
    `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e]\n`,
    6,
  ],
  'undefined-alias': [flow('  - name: a\n    uses_with: *nothing\n'), 4],
  'cyclic-alias': [flow('  - name: a\n    uses_with: &loop\n      again: *loop\n'), 5],
  'duplicate-anchor': [flow('  - name: a\n    env: &x {A: 1}\n    uses_with: &x {b: 1}\n'), 5],
  'unknown-tag': [flow('  - name: a\n    description: !!str 1\n'), 4],
  'yaml-syntax': ['jtype: Flow\nexecutors: [\n', 3],
  'duplicate-key': ['jtype: Flow\njtype: Flow\n', 2],
  'multiple-documents': ['jtype: Flow\n---\njtype: Flow\n', 2],
  'tab-indent': ['jtype: Flow\nwith:\n\tport: 1\n', 3],
  'not-a-flow': ['jtype: Deployment\n', 1],
  'jtype-not-first': ['version: 1\njtype: Flow\n', 2],
  'bad-version': ["jtype: Flow\nversion: '99'\n", 2],
  'unknown-top-level-key': ['jtype: Flow\nmonitoring: true\nexecutors: []\n', 2],
  'pods-ignored': ['jtype: Flow\npods:\n  - name: a\n', 2],
  'executors-not-a-list': ['jtype: Flow\nexecutors:\n  a: 1\n', 2],
  'entry-not-a-map': [flow('  - 5\n'), 3],
  'deployment-file': [flow('  - deployment.yml\n'), 3],
  'unknown-key': [flow('  - name: a\n    colour: red\n'), 4],
  'ambiguous-key': [flow('  - name: a\n    uses_: x\n'), 4],
  'abbreviated-key': [flow('  - name: a\n    floa: true\n'), 4],
  'deprecated-key': [flow('  - name: a\n    override_with: {x: 1}\n'), 4],
  'wrong-type': [flow('  - name: a\n    replicas: many\n'), 4],
  'bad-value': [flow('  - name: a\n    protocol: ftp\n'), 4],
  'bad-name': [flow('  - name: my-exec\n'), 3],
  'reserved-name': [flow('  - name: gateway\n'), 3],
  'duplicate-name': [flow('  - name: a\n  - name: a\n'), 4],
  // A Latin and a Cyrillic letter.
  'lookalike-name': [flow('  - name: a\n  - name: \u0430\n'), 4],
  'unknown-needs': [flow('  - name: a\n    needs: [nobody]\n'), 4],
  'self-needs': [flow('  - name: a\n    needs: [a]\n'), 4],
  cycle: [flow('  - name: a\n    needs: [b]\n  - name: b\n    needs: [a]\n'), 6],
  'needs-too-few': [flow('  - name: a\n  - name: j\n    method: needs\n    needs: [a]\n'), 6],
  'inspect-needs': [flow('  - name: a\n  - method: inspect\n    needs: [a]\n'), 5],
  'needs-all-needs': [flow('  - name: a\n  - method: needs_all\n    needs: [a]\n'), 5],
  'dangling-executor': [flow('  - name: a\n  - name: b\n    needs: gateway\n'), 3],
  'floating-needed': [flow('  - name: a\n    floating: true\n  - name: b\n    needs: [a]\n'), 6],
  'timeout-send-zero': ['jtype: Flow\nwith:\n  timeout_send: 0\nexecutors: []\n', 3],
  'common-key': ['jtype: Flow\nwith:\n  replicas: 2\nexecutors:\n  - name: a\n', 3],
  'port-count': [
    'jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\n  port: [1000, 2000]\nexecutors: []\n',
    4,
  ],
  'duplicate-port': [flow('  - name: a\n    port: 5000\n  - name: b\n    port: 5000\n'), 6],
  'http-with-shards': [flow('  - name: a\n    protocol: http\n    shards: 2\n'), 4],
  'websocket-executor': [flow('  - name: a\n    protocol: websocket\n'), 4],
  'tls-half': ['jtype: Flow\ngateway:\n  ssl_certfile: c.pem\nexecutors: []\n', 3],
  'external-without-host': [flow('  - name: a\n    external: true\n'), 4],
  'replicas-without-host': [flow('  - name: a\n    external: true\n    port: 1\n    replicas: 2\n'), 6],
  'external-no-reduce': [
    flow(
      '  - name: a\n  - {name: b, needs: gateway}\n  - {name: c, port: 1, external: true, needs: [a, b], no_reduce: true}\n',
    ),
    5,
  ],
  'one-protocol': [flow('  - name: a\n    protocol: [grpc, http]\n'), 4],
  'deployment-without-with': [flow('  - jtype: Deployment\n    name: a\n'), 3],
  'ignored-in-deployment': [flow('  - jtype: Deployment\n    with: {name: a}\n'), 4],
  'py-modules-at-start': [flow('  - name: a\n    uses: A\n    py_modules: a.py\n'), 5],
  'bad-condition': [flow('  - name: a\n    when: {text: hello}\n'), 4],
  'retyped-scalar': [flow('  - name: a\n    uses_with: {code: "007"}\n'), 4],
  'bad-reference': [flow('  - name: a\n    uses_with: {k: "${{root.nothing}}"}\n'), 4],
  'date-value': [flow('  - name: a\n    uses_with: {day: 2020-01-01}\n'), 4],
  'tag-in-text': [flow('  - name: a\n    description: "hi !there"\n'), 4],
  'plain-secret': [flow('  - name: a\n    env: {API_KEY: sk-abcdefghijklmnopqrstuvwxyz0123456789}\n'), 4],
  variable: [flow('  - name: a\n    workspace: ${{ ENV.WORKSPACE }}\n'), 4],
}

test.each(Object.entries(EXAMPLES))(
  '%s is found at its line [FI-72] [FI-73] [FI-81]',
  (code, [text, line]) => {
    const found = parseFlow(text).issues
    expect(found.map((issue) => [issue.code, issue.range.line])).toContainEqual([code, line])
  },
)

test('every code has an example and every issue a known code', () => {
  expect([...Object.keys(EXAMPLES), FOUND_ON_DISK].toSorted()).toEqual(Object.keys(ISSUES).toSorted())
  for (const [text] of Object.values(EXAMPLES))
    for (const { code } of parseFlow(text).issues) expect(Object.keys(ISSUES)).toContain(code)
})

describe('a quick fix', () => {
  const fixable = Object.entries(EXAMPLES).filter(([code, [text]]) =>
    parseFlow(text).issues.some((issue) => issue.code === code && (issue.fixes?.length ?? 0) > 0),
  )

  test('exists where a person would expect one', () => {
    expect(fixable.map(([code]) => code)).toEqual(
      expect.arrayContaining(['pods-ignored', 'abbreviated-key', 'deprecated-key', 'retyped-scalar']),
    )
  })

  test.each(fixable)('of %s takes the problem away', (code, [text]) => {
    const parsed = parseFlow(text)
    const fix = parsed.issues.find((issue) => issue.code === code)?.fixes?.[0]
    let now = parsed
    for (const edit of fix?.edits ?? []) {
      const outcome = planEdit(now, edit)
      if ('refused' in outcome) throw new Error(`${fix?.title}: ${outcome.refused}`)
      now = parseFlow(outcome.text)
    }
    expect(now.issues.map((issue) => issue.code)).not.toContain(code)
  })
})

test('values of every wrong type are told by key, and nothing throws [FI-78]', () => {
  const wrong = ['[1]', '{a: 1}', 'text', '1.5', 'true', '"-5"', 'null']
  for (const key of [
    'replicas',
    'shards',
    'needs',
    'uses',
    'uses_with',
    'port',
    'env',
    'floating',
    'timeout_ready',
    'py_modules',
  ])
    for (const value of wrong) {
      const { issues, spec } = parseFlow(flow(`  - name: a\n    ${key}: ${value}\n`))
      expect(spec).not.toBeNull()
      for (const issue of issues) expect(issue.message).not.toBe('')
    }
})

test.each(['uses: --help.ts', 'workspace: -c', 'host: --host'])(
  '%s is refused as what Jina reads as an option',
  (key) => {
    const { issues } = parseFlow(flow(`  - name: a\n    ${key}\n`))
    expect(issues.find(({ code }) => code === 'wrong-type')?.message).toContain('begins with "-"')
  },
)

test.each(['nan', '"inf"', 'yes'])(
  'the name %s, which Jina reads as no text, gets another suggestion',
  (name) => {
    const { issues } = parseFlow(flow(`  - name: ${name}\n`))
    const found = issues.find(({ code }) => code === 'bad-name')
    expect(found?.fixes?.[0]?.edits).toMatchObject([{ to: expect.stringMatching(/^(nan|inf|True)_$/) }])
  },
)

test('a list of peer ports stays a list', () => {
  const { spec } = parseFlow(
    flow('  - {name: a, stateful: true, replicas: 3, workspace: w, peer_ports: [1, 2, 3]}\n'),
  )
  expect(spec?.executors[0]?.args['peer_ports']).toEqual([1, 2, 3])
})
