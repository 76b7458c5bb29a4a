import type { DocarrayGeneration, EndpointSchema } from '@flowdeck/shared'
import type { GatewaySettings } from './Gateway.ts'

/** One HTTP route of the Gateway. `endpoint` of a data route is fixed by the path; absent: the body names it. */
export type HttpRoute = { method: string; path: string; summary: string; tags: string[] } & (
  | { kind: 'root' | 'status' | 'dryRun' | 'openApi' | 'docs' }
  | { kind: 'data'; endpoint: string | undefined }
  /** An endpoint with documents of its own (docarray v2): answered at once, or document by document. */
  | { kind: 'typed' | 'events'; endpoint: string; schema: EndpointSchema }
)

const CRUD = [
  ['POST', '/index', 'Post data for indexing'],
  ['POST', '/search', 'Search with data'],
  ['DELETE', '/delete', 'Delete data'],
  ['PUT', '/update', 'Update data'],
] as const

/**
 * The routes that settings ask for. Jina 3.x, v1: debug and CRUD routes unless switched off, plus exposed endpoints; v2: a route per
 * endpoint of the Executors, and the debug routes. `/post` is there in both: Jina's v2 has none.
 */
export function httpRoutes(
  settings: GatewaySettings,
  docarray: DocarrayGeneration,
  schemas: ReadonlyMap<string, EndpointSchema>,
): HttpRoute[] {
  const routes: HttpRoute[] = [
    { method: 'GET', path: '/', kind: 'root', summary: 'Whether the Gateway is up', tags: ['Debug'] },
    { method: 'GET', path: '/openapi.json', kind: 'openApi', summary: 'This description', tags: [] },
    { method: 'GET', path: '/docs', kind: 'docs', summary: 'A page to try requests', tags: [] },
  ]
  if (!settings.noDebugEndpoints)
    routes.push(
      {
        method: 'GET',
        path: '/status',
        kind: 'status',
        summary: 'Versions and environment',
        tags: ['Debug'],
      },
      {
        method: 'GET',
        path: '/dry_run',
        kind: 'dryRun',
        summary: 'Whether all Executors answer',
        tags: ['Debug'],
      },
      {
        method: 'POST',
        path: '/post',
        kind: 'data',
        endpoint: undefined,
        summary: 'Post a data request to some endpoint',
        tags: ['Debug'],
      },
    )
  routes.push(...typedRoutes(schemas).filter(({ kind }) => kind === 'events' || docarray === 'v2'))
  if (!settings.noCrudEndpoints && docarray === 'v1')
    for (const [method, path, summary] of CRUD)
      routes.push({ method, path, kind: 'data', endpoint: path, summary, tags: ['CRUD'] })
  for (const [endpoint, exposed] of Object.entries(settings.exposeEndpoints)) {
    for (const method of exposed.methods ?? ['POST'])
      routes.push({
        method: method.toUpperCase(),
        path: exposed.path ?? endpoint,
        kind: 'data',
        endpoint,
        summary: exposed.summary ?? `Post a request to ${endpoint}`,
        tags: exposed.tags ?? ['Customized'],
      })
  }
  return routes
}

function typedRoutes(schemas: ReadonlyMap<string, EndpointSchema>): HttpRoute[] {
  return [...schemas].map(([endpoint, schema]) => ({
    ...(schema.generator
      ? { method: 'GET', kind: 'events' as const, summary: `Stream from ${endpoint}` }
      : { method: 'POST', kind: 'typed' as const, summary: `Endpoint ${endpoint}` }),
    path: endpoint,
    tags: ['Endpoints'],
    endpoint,
    schema,
  }))
}
