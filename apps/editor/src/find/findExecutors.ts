import {
  isCollection,
  isMapValue,
  printExactJson,
  type CatalogEntry,
  type ExecutorSpec,
  type FlowSpec,
  type YamlValue,
} from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

/** An Executor that matches, and the place in which it does. */
export interface Hit {
  name: string
  /** `name`, `uses`, `endpoint /search`, `env MODEL`. */
  where: string
}

/** Executors whose name, `uses`, endpoints or `env` contain a text, in the order of the file. An empty text finds none. */
export function findExecutors(
  spec: Pick<FlowSpec, 'executors'>,
  query: string,
  catalog: readonly Pick<CatalogEntry, 'values' | 'endpoints'>[] = [],
): Hit[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const known = new Map(
    catalog.flatMap(({ values, endpoints }) =>
      typeof values['uses'] === 'string' ? [[values['uses'], endpoints] as const] : [],
    ),
  )
  return spec.executors.flatMap((executor) => {
    const where = listPlaces(executor, known.get(executor.uses ?? '') ?? []).find(([, text]) =>
      text.toLowerCase().includes(wanted),
    )
    return where ? [{ name: executor.name, where: where[0] }] : []
  })
}

function listPlaces(executor: ExecutorSpec, endpoints: readonly string[]): [place: string, text: string][] {
  const { args } = executor
  const bound = [args['uses_requests'], args['uses_dynamic_batching'], args['polling']].flatMap(keysOf)
  return [
    [t('name'), executor.name],
    ['uses', executor.uses ?? ''],
    ...[...endpoints, ...bound].map((name): [string, string] => [t('endpoint {{name}}', { name }), name]),
    ...Object.entries(isMapValue(args['env']) ? args['env'] : {}).map(([name, value]): [string, string] => [
      t('env {{name}}', { name }),
      `${name}=${isCollection(value) ? printExactJson(value) : String(value)}`,
    ]),
  ]
}

const keysOf = (value: YamlValue | undefined) => (isMapValue(value) ? Object.keys(value) : [])
