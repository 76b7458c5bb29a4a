import { execFile } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type YamlMap,
  expandSpec,
  exportCompose,
  isMapValue,
  parseFlow,
  parseYaml,
  pythonJson,
} from '@flowdeck/shared'
import { parse } from 'yaml'
import { podEnv } from '../src/flow/podEnv.ts'
import { readConfig } from '../src/worker/readConfig.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

/** What people write, and what YAML 1.1, Python and Jina read differently from each other. */
const WRITTEN = `
1.0 -0.0 0.0 1.10 1e3 1e+3 1E3 1.0e3 1.0e+3 1.5e-7 1. .5 +.5 -.5 5.e+1 ._1 1_0.5 0.1_ 99999999999999999999999.0 1e400 1e16 123456789012345680.0
9007199254740991 9007199254740992 9007199254740993 -9007199254740993 12345678901234567890 100000000000000000000000 0 -0 +12 1_000 1_ 0_
017 -017 08 09.5 0o17 0x10 -0x1F 0xZ 0b101 0b2 0b 0x 190:20:30 1:30 01:30 1:60 1:30.5 -1:30 1:5 0:0
yes Yes NO no on off ON y n true True tRUE FALSE ~ null Null nULL None .inf -.INF +.inf .iNf .nan .NaN -.nan NaN inf
2020-01-01 2020-1-1 2020-13-01 2001-12-14t21:59:43.10-05:00 = . 1e a:b é
`
  .trim()
  .split(/\s+/)
const QUOTED = [
  '123|1.0|007|1e3|0x10|1_000|| | 12 |[1, 2.0]|[1,[2],x]|[]|[,]|true|TRUE| true|nan|-inf|Infinity|١٢|1e1_0',
  "'123'|''123''|''''123''''|'''''1.0'''''|''|'a' or 'b'|'$VALUE_INT'|yes|null|2020-01-01|[a, 'b']|--1|+1|1__0",
  '$VALUE_INT|${VALUE_FLOAT}|x$VALUE_INT|[$VALUE_INT, 1]|$VALUE_NESTED|${{ ENV.VALUE_FLOAT }}|$VALUE_UNSET|a\u00a0|1\u00a0',
  // Variables of a context, of which a file has none; references; and what looks like them.
  '${{ x }}|${{ CONTEXT.x }}|${{ context.VALUE_INT }}|${{ VALUE_INT }}|$$VALUE_INT|$$x|${{  ENV.VALUE_INT  }}|${{env.VALUE_INT}}|${{ ENV.VALUE_INT}}|${{ Env.VALUE_INT }}|${{ env.VALUE_INT }}',
  '${{ ENV.VALUE_INT }}0|${{ ENV.VALUE_INT }}.5|a${{ ENV.VALUE_INT }} $$VALUE_INT|${{ ENV.VALUE_UNSET }}|${{ ENV.ENV.VALUE_INT }}|$|$$|${}|${VALUE_INT|$VALUE_INTé|$1|${{ }}|[${{ x }}, $VALUE_INT]',
  '${{root.num}}|${{root.list}}|${{root.list[1]}}|${{root.list[9]}}|${{root.text[0]}}|${{root.nothing}}|${{root.yes}}|${{root.map}}|${{root.map.a}} x|-${{root.num}}|${{root.again}}|${{root.env}}|${{root.big}}',
  '${{this.list}}|${{this.near}}|${{this[0]}}|${{root.executors[0].near}}|${{root.executors[0].name}}/x|${{ENV.VALUE_INT}}|${{ENV.VALUE_UNSET}}|${{nothing.a}}|${{1}}|${{root.missing}}|${{root.map[a]}}|${{root.}}|${{root..a}}|${{.a}}|${{root[0]}}|${{ root.num }}|${{root.quoted}}|[${{root.num}}, 2]',
].flatMap((line) => line.split('|'))
const ENVIRONMENT = { VALUE_INT: '007', VALUE_FLOAT: '1.0', VALUE_NESTED: '$VALUE_FLOAT' }

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789..__eE+-:xb'.split('')), minLength: 1, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 14, maxLength: 22 }),
  fc.double({ noNaN: true }).map(String),
)
const quoted = fc
  .string({ unit: fc.constantFrom(...`0123456789.eE+-_'[], tT`.split('')), maxLength: 8 })
  .map((text) => JSON.stringify(text))
/** Random, but the same in every run; none that begins as a list or a map of YAML does. */
const RANDOM = fc
  .sample(fc.oneof(word, quoted), { seed: 16, numRuns: 250 })
  .filter((text) => !/^(?::|-$)/.test(text))

const SCALARS = [...WRITTEN, ...QUOTED.map((text) => JSON.stringify(text)), ...RANDOM]
const flowOf = (value: string) =>
  `jtype: Flow
num: 1.0
list: [1, b]
text: éa
nothing: null
yes: true
map: {a: 2.5, b: "it's"}
again: \${{root.num}}
env: $VALUE_INT
big: 9007199254740993
quoted: "''''5''''"
executors:
  - name: a
    uses: docker://x
    near: 7
    uses_with: {near: 3, a: ${value}, list: [${value}, {in: ${value}}], map: {map: {x: ${value}}}}
    env: {V: ${value}}
`
const TEXTS = SCALARS.map(flowOf)

/** Texts of several lines, of which Jina's loader gets each line end but the last twice. */
const LONG = [
  '|\n        a\n        b\n',
  '|-\n        a\n        b\n',
  '|+\n        a\n        b\n\n',
  '|\n        a\n\n          b\n',
  '|2\n        a\n          b\n',
  '|-\n        5\n',
  '>\n        a\n        b\n\n        c\n',
  '>-\n        a\n          b\n        c\n',
  '>+\n        a\n\n',
  '"a\n        b"\n',
  "'a\n\n        b'\n",
  'a\n        b\n',
  '| # c\n        a\n        # d\n      w: 1\n',
]
/** Signs that mean something else between brackets. */
const BRACKETED =
  '[-, 1,5, :-44.3]|[:a]|[a?b]|[http://x:80/y]|[http://x/?q=1]|{:a: 1}|[-1, -.5]|[1,5]|[a: 1, b]|{a,b}|{"a":1}|[a::b]|[x#y]|[&a 1, *a]|[1:30]|[- , a]'
const LONG_TEXTS = [...LONG, ...BRACKETED.split('|').map((value) => `${value}\n`)].map(
  (value) => `jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      v: ${value}`,
)

/** Config files, and what a Flow sets over their `with`. */
const CONFIGS: [config: string, usesWith: YamlMap][] = [
  [
    'jtype: A\nshared: 1.0\nwith: {a: "${{root.shared}}", b: "${{this.c}}", c: 007, d: $VALUE_FLOAT, e: "5"}\nmetas: {name: m, workspace: "${{root.metas.name}}/x"}\n',
    { c: '$VALUE_INT', f: '${{this.d}}', g: "''''007''''" },
  ],
  [
    'jtype: A\nwith: {a: "${{ x }}", b: "$$VALUE_INT", c: "${{root.jtype}}", d: 9007199254740993}\nmetas: {}\n',
    {},
  ],
  [
    'jtype: A\nwith: {a: null, b: "", c: "yes", d: yes, e: [1e3, "1.0"]}\nmetas: {n: "${{root.with.e}}"}\n',
    { a: '' },
  ],
]

type Theirs =
  { with: string; entrypoint: string | null; pod: string; env: Record<string, string> } | { error: string }

describe.skipIf(python === null)('an Executor gets from us what Jina’s own loader gives it', () => {
  let theirs: Theirs[] = []
  beforeAll(async () => {
    theirs = await ask(python as string, [...TEXTS, ...LONG_TEXTS])
  }, 300_000)

  test('every scalar, below a key, in lists and in maps: in the command line [FI-77]', () => {
    const wrong = TEXTS.flatMap((text, i) => {
      const their = theirs[i] as Theirs
      const our = ourWith(text)
      const same = 'error' in their ? our === null : our === their.with
      return same ? [] : [{ scalar: SCALARS[i], ours: our, theirs: their }]
    })
    expect(wrong).toEqual([])
  })

  test('texts of several lines, and signs between brackets [FI-77]', () => {
    const wrong = LONG_TEXTS.flatMap((text, i) => {
      const their = theirs[TEXTS.length + i] as Theirs
      const our = ourWith(text)
      const same = 'error' in their ? our === null : our === their.with
      return same ? [] : [{ text, ours: our, theirs: their }]
    })
    expect(wrong).toEqual([])
  })

  test('the constructor of a TypeScript Executor gets what one of Python gets, whose Pod reads every text once more', () => {
    const wrong = TEXTS.flatMap((text, i) => {
      const their = theirs[i] as Theirs
      if ('error' in their) return []
      const uses_with = readFlow(text).spec.executors[0]?.args['uses_with'] ?? {}
      const our = pythonJson(readConfig({ uses_with }, ENVIRONMENT).with)
      return our === their.pod ? [] : [{ scalar: SCALARS[i], ours: our, theirs: their.pod }]
    })
    expect(wrong).toEqual([])
  })

  test('a config file of a TypeScript Executor is read like one of Python: variables, references, and what the Flow sets over it', async () => {
    const asked = CONFIGS.map(([config, usesWith]) => ({ config, uses_with: usesWith }))
    const theirs = await ask(python as string, asked)
    const ours = CONFIGS.map(([text, usesWith]) => {
      const config = parseYaml(text).value as YamlMap
      const own = isMapValue(config['with']) ? config['with'] : {}
      const read = readConfig(
        { config, uses_with: { ...own, ...usesWith }, uses_metas: config['metas'] ?? {} },
        ENVIRONMENT,
      )
      return { with: pythonJson(read.with), metas: pythonJson(read.metas) }
    })
    expect(ours).toEqual(theirs)
  })

  test('a text of a key is read once more than one in a map', async () => {
    const texts = ["''''007''''", "'''''007'''''", "''''''''''", "'''''[1]'''''"].map(
      (text) => `jtype: Flow\nexecutors:\n  - {name: a, uses_with: {k: "${text}"}, entrypoint: "${text}"}\n`,
    )
    const theirs = await ask(python as string, texts)
    const ours = texts.map((text) => {
      const { uses_with, entrypoint } = readFlow(text).spec.executors[0]?.args ?? {}
      return {
        with: pythonJson(uses_with ?? null),
        entrypoint: (entrypoint ?? null) === null ? null : String(entrypoint),
      }
    })
    expect(ours).toEqual(
      theirs.map((their) => 'with' in their && { with: their.with, entrypoint: their.entrypoint }),
    )
  })

  test('every scalar in the environment: of a process and of a Compose service', () => {
    const wrong = TEXTS.flatMap((text, i) => {
      const their = theirs[i] as Theirs
      if ('error' in their) return []
      const { spec, graph } = readFlow(text)
      const env = podEnv({}, spec.executors[0]?.args['env'] as YamlMap)
      const { files } = exportCompose(
        { spec, graph },
        { jina_exact: true, gateway_image: 'jina', variables: ENVIRONMENT },
      )
      const compose = parse(files[0]?.text ?? '') as {
        services: { a: { environment: string[] } }
      }
      const expected = { process: their.env['V'], compose: `V=${their.env['V']}` }
      const found = { process: env['V'], compose: compose.services.a.environment.at(-1) }
      return expected.process === found.process && expected.compose === found.compose
        ? []
        : [{ scalar: SCALARS[i], found, expected }]
    })
    expect(wrong).toEqual([])
  })
})

function readFlow(text: string) {
  const { spec, graph, issues } = parseFlow(text)
  if (!spec || !graph || issues.some(({ severity }) => severity === 'error')) throw new Error('refused')
  const expanded = expandSpec(spec, ENVIRONMENT)
  if ([...expanded.unset].some((name) => name.startsWith('${{ENV.'))) throw new Error('refused')
  return { spec: expanded.spec, graph }
}

/** The value of `--uses-with`; null when the Flow is refused. */
function ourWith(text: string): string | null {
  try {
    return pythonJson(readFlow(text).spec.executors[0]?.args['uses_with'] ?? null)
  } catch {
    return null
  }
}

function ask<Answer = Theirs>(interpreter: string, texts: unknown[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      interpreter,
      [join(import.meta.dirname, 'interop', 'values.py')],
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' } },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr))
        else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as Answer[])
      },
    )
    child.stdin?.end(JSON.stringify(texts))
  })
}
