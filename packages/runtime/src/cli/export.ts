import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  flowJsonSchema,
  FlowError,
  parseDeployment,
  parseFlow,
  type Exportable,
  type ExportOptions,
} from '@flowdeck/shared'
import { stringify } from 'yaml'
import { exportFlow, type ExportFormat } from '../export/exportFlow.ts'
import { keepImages, readKeptImages } from '../export/keptImages.ts'
import { atomicWrite } from '../state/atomicWrite.ts'
import { print, warn } from './print.ts'

interface ExportCommand {
  images?: 'jina' | 'flowdeck'
  image?: string[]
  env?: string[]
  jinaExact?: boolean
  networkName?: string
  k8sNamespace?: string
  gateway: boolean
}

/** `flowdeck export docker-compose` and `flowdeck export kubernetes`. */
export async function exportTo(
  format: ExportFormat,
  file: string,
  out: string,
  command: ExportCommand,
): Promise<void> {
  const named = pairs('--image', command.image ?? [])
  const kept = command.jinaExact ? {} : await readKeptImages(file)
  const options: ExportOptions = {
    include_gateway: command.gateway,
    jina_exact: command.jinaExact === true,
    image_overrides: { ...kept, ...named },
    variables: pairs('--env', command.env ?? []),
    ...(command.images === undefined ? {} : { images: command.images }),
    ...(command.networkName === undefined ? {} : { network_name: command.networkName }),
    ...(command.k8sNamespace === undefined ? {} : { k8s_namespace: command.k8sNamespace }),
  }
  const exportable = await readExportable(file)
  const { paths, problems } = await exportFlow(exportable, { format, out, flowPath: resolve(file), options })
  if (Object.keys(named).length > 0) await keepImages(file, named)
  for (const [executor, image] of Object.entries(kept))
    if (named[executor] === undefined)
      warn(`info: ${executor} runs ${image}, as it was told before (.flowdeck/images.json)`)
  for (const { severity, message, fix } of problems) warn(`${severity}: ${message}\n    fix: ${fix}`)
  for (const path of paths) print(path)
}

function pairs(flag: string, items: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    items.map((item) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(item) ?? []
      if (name === undefined || value === undefined)
        throw new FlowError('BAD_REQUEST', `${flag} takes NAME=VALUE, not "${item}"`)
      return [name, value]
    }),
  )
}

/** Reads a Flow or a Deployment file; nothing of it runs. @throws FlowError FLOW_NOT_FOUND, FLOW_INVALID */
async function readExportable(file: string): Promise<Exportable> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new FlowError('FLOW_NOT_FOUND', `${file} cannot be read: ${(thrown as Error).message}`, {
      cause: thrown,
    })
  })
  const deployment = parseDeployment(text)
  if (deployment) return { deployment }
  const { spec, graph, issues } = parseFlow(text)
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (!spec || !graph || errors.length > 0)
    throw new FlowError(
      'FLOW_INVALID',
      errors.map(({ range, message }) => `${file}:${range.line}:${range.column}: ${message}`).join('\n') ||
        `${file} is not a Flow`,
    )
  return { spec, graph }
}

interface SchemaCommand {
  yamlPath?: string[]
  jsonPath?: string[]
  schemaPath?: string[]
}

/** `flowdeck export schema`: a JSON Schema of Flow files (--schema-path), and the keys themselves as YAML or JSON. */
export async function exportSchema({
  yamlPath = [],
  jsonPath = [],
  schemaPath = [],
}: SchemaCommand): Promise<void> {
  if (yamlPath.length + jsonPath.length + schemaPath.length === 0)
    throw new FlowError('BAD_REQUEST', 'nothing to write: give --schema-path, --yaml-path or --json-path')
  const { schema, keys } = flowJsonSchema()
  const named = (path: string) => resolve(path.replaceAll('%s', '3'))
  const write = async (path: string, text: string) => {
    await atomicWrite(named(path), text, { mode: 0o644 })
    print(named(path))
  }
  for (const path of schemaPath) await write(path, `${JSON.stringify(schema, null, 2)}\n`)
  for (const path of jsonPath) await write(path, `${JSON.stringify(keys, null, 2)}\n`)
  for (const path of yamlPath) await write(path, stringify(keys))
}
