import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import {
  exportCompose,
  exportKubernetes,
  parseDeployment,
  parseFlow,
  type Exportable,
  type ExportFile,
  type Json,
} from '@flowdeck/shared'
import { EXPORT_FLOWS } from './interop/exportFlows.ts'
import { generateFlow } from './interop/generateFlow.ts'
import { validatorEnvironment } from './validatorEnvironment.ts'

const python = await validatorEnvironment()
const FLOWS: [title: string, text: string][] = [
  ...Object.entries(EXPORT_FLOWS),
  ...Array.from({ length: 40 }, (_, seed): [string, string] => [
    `generated Flow ${seed}`,
    generateFlow(seed),
  ]),
  [
    'secrets, variables, sources and resources',
    `jtype: Flow
with:
  name: My_Shop
  protocol: [http, websocket]
  ssl_certfile: cert.pem
  ssl_keyfile: key.pem
  env: {SHARED: "yes", FROM: "\${{ ENV.OUTSIDE }}"}
executors:
  - {name: encoder, uses: ./encoder.ts, uses_with: {api_key: sk-canary-12345}, env: {TOKEN: super-secret-1}}
  - name: indexer
    uses: Indexer
    py_modules: indexer.py
    shards: 2
    replicas: 2
    volumes: [./data:/data:ro, cache:/cache, /own]
    jcloud: {resources: {cpu: 0.5, memory: 1G}}
    gpus: device=0,1
    uses_after: docker://example/after
    env_from_secret: {USER: {name: db, key: user}}
    prefer_platform: linux/amd64
`,
  ],
]

describe.skipIf(python === null)('what is exported is valid', () => {
  const exported = FLOWS.map(([title, text]) => {
    const flow = exportable(text)
    return {
      title,
      kubernetes: objectsOf(exportKubernetes(flow).files),
      compose: objectsOf(exportCompose(flow).files.slice(0, 1)),
    }
  })
  let answers: (string | null)[] = []

  beforeAll(async () => {
    answers = await validate(python as string, {
      kubernetes: exported.flatMap(({ kubernetes }) => kubernetes),
      compose: exported.flatMap(({ compose }) => compose),
    })
  }, 180_000)

  test('for the schemas of Kubernetes', () => {
    const count = exported.flatMap(({ kubernetes }) => kubernetes).length
    expect(count).toBeGreaterThan(400)
    expect(answers.slice(0, count).filter((answer) => answer !== null)).toEqual([])
  })

  test('for the schema of the Compose specification', () => {
    const found = answers.slice(-exported.length).map((answer, i) => [exported[i]?.title, answer])
    expect(found.filter(([, answer]) => answer !== null)).toEqual([])
  })
})

function exportable(text: string): Exportable {
  const deployment = parseDeployment(text)
  if (deployment) return { deployment }
  const { spec, graph, issues } = parseFlow(text)
  if (!spec || !graph) throw new Error(issues[0]?.message)
  return { spec, graph }
}

function objectsOf(files: readonly ExportFile[]): Json[] {
  return files
    .filter(({ path }) => path.endsWith('.yml'))
    .flatMap(({ text }) =>
      parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Json),
    )
}

function validate(interpreter: string, given: object): Promise<(string | null)[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      interpreter,
      [join(import.meta.dirname, 'interop', 'validator.py')],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr))
        else resolve(JSON.parse(stdout) as (string | null)[])
      },
    )
    child.stdin?.end(JSON.stringify(given))
  })
}
