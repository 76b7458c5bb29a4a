import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import {
  exportCompose,
  exportKubernetes,
  parseDeployment,
  parseFlow,
  type Exportable,
  type Exported,
  type ExportOptions,
  type Json,
} from '@flowdeck/shared'
import { EXPORT_FLOWS } from './interop/exportFlows.ts'
import { generateFlow } from './interop/generateFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')
/** Jina needs the better part of a minute for a Flow with several inspections; there are two among the others. */
const GENERATED = Array.from({ length: 25 }, (_, seed) => seed + 1000).filter(
  (seed) => !generateFlow(seed).includes('inspect'),
)
const FLOWS: [title: string, text: string][] = [
  ...Object.entries(EXPORT_FLOWS),
  ...GENERATED.map((seed): [string, string] => [`generated Flow ${seed}`, generateFlow(seed)]),
]
const IMAGE = 'example/jina:3'
/** What Jina cannot write, by the title of the Flow: its error begins so. */
const REFUSED: Record<string, { compose?: string; kubernetes?: string }> = {
  // A list in Python's notation is put into a template and read as YAML.
  'both quotes in one text': { kubernetes: 'ParserError' },
}

interface Theirs {
  compose: Json
  kubernetes: Json
}

describe.skipIf(python === null)('an exact export is what `jina export` writes', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flowdeck-exports-')))
  let theirs: Theirs[] = []

  beforeAll(async () => {
    const paths = FLOWS.map(([, text], i) => {
      const path = join(folder, `${i}.yml`)
      writeFileSync(path, text)
      return path
    })
    const half = Math.ceil(paths.length / 2)
    const parts = [paths.slice(0, half), paths.slice(half)]
    theirs = (await Promise.all(parts.map((part) => exported(python as string, part)))).flat()
  }, 600_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const options: ExportOptions = {
    jina_exact: true,
    gateway_image: IMAGE,
    home: homedir(),
    cwd: folder,
    // What the Hub answers in this test: by the name of the Executor here, as there is one of each.
    image_overrides: { hub_a: 'hub/someone/thing:latest', hub_b: 'hub/other:latest' },
  }
  const compare = (at: number, format: keyof Theirs, ours: Json) => {
    const [title = '', text] = FLOWS[at] ?? []
    const refused = REFUSED[title]?.[format]
    const their = theirs[at]?.[format] as Json
    if (refused !== undefined) expect(their).toEqual({ error: expect.stringContaining(refused) as string })
    else expect({ text, export: portless(ours) }).toEqual({ text, export: portless(their) })
  }

  test.each(FLOWS.map(([title], at) => [title, at] as const))('Compose: %s', (_, at) => {
    const { files } = exportCompose(exportable(FLOWS[at]?.[1] ?? ''), options)
    compare(at, 'compose', documentsOf(files)['docker-compose.yml']?.[0] ?? null)
  })

  test.each(FLOWS.map(([title], at) => [title, at] as const))('Kubernetes: %s', (_, at) => {
    const { files } = exportKubernetes(exportable(FLOWS[at]?.[1] ?? ''), options)
    compare(at, 'kubernetes', documentsOf(files))
  })
})

function exportable(text: string): Exportable {
  const deployment = parseDeployment(text)
  if (deployment) return { deployment }
  const { spec, graph, issues } = parseFlow(text)
  if (!spec || !graph) throw new Error(issues[0]?.message)
  return { spec, graph }
}

function documentsOf(files: Exported['files']): Record<string, Json[]> {
  return Object.fromEntries(
    files.map(({ path, text }) => [
      path,
      parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Json),
    ]),
  )
}

/** Ports that either side made up are all the same. */
function portless(value: Json): Json {
  if (typeof value === 'number') return value >= 49_152 && value <= 65_535 ? 'PORT' : value
  if (typeof value === 'string') return value.replace(/\b(?:49[1-9]\d\d|5\d{4}|6[0-5]\d{3})\b/g, 'PORT')
  if (Array.isArray(value)) return value.map(portless)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, portless(item)]))
}

function exported(interpreter: string, paths: string[]): Promise<Theirs[]> {
  return new Promise((resolve, reject) => {
    const { JINA_LOG_LEVEL: _, ...env } = process.env
    const child = execFile(
      interpreter,
      [join(import.meta.dirname, 'interop', 'exporter.py')],
      {
        maxBuffer: 64 * 1024 * 1024,
        env: { ...env, JINA_OPTOUT_TELEMETRY: 'true', JINA_GATEWAY_IMAGE: IMAGE },
      },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr))
        else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as Theirs[])
      },
    )
    child.stdin?.end(JSON.stringify(paths))
  })
}
