import { z } from 'zod/mini'
import {
  catalog,
  conflict,
  createFlow,
  draftConflict,
  flowFile,
  flowLayout,
  flowVersion,
  flowVersions,
  keptDraft,
  nameVersion,
  renameVersion,
  saveDraft,
  saveFlow,
  saved,
  tabId,
  templates,
  useTemplate,
  versionSummary,
  workspace,
} from './httpApi.ts'

/** One route of the HTTP API: what a request must hold, and what a success answers. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As Express writes it: the names behind colons are the keys of `params`. */
  path: string
  params?: z.ZodMiniObject
  query?: z.ZodMiniObject
  /** JSON; unknown fields are refused. */
  body?: z.ZodMiniObject
  /** What a success holds; null for 204 without a body; `stream` for JSON that is passed on in pieces and not read. */
  answer: z.ZodMiniType | null | 'stream'
  /** A success is 201. */
  created?: true
  /** What an answer with status 409 holds. */
  conflict?: z.ZodMiniType
  /** Needs no token. */
  open?: true
}

/** The path of a Flow in the workspace, as one segment. */
const flowParams = z.object({ id: z.string().check(z.maxLength(512)) })
const versionParams = z.extend(flowParams, { version: z.string().check(z.maxLength(64)) })

/** Every route of the HTTP API by its name. The server's routes, the page's client and `docs/protocol.md` are derived from it. */
export const ROUTES = {
  'workspace.read': { method: 'GET', path: '/api/workspace', answer: workspace },
  'catalog.read': {
    method: 'GET',
    path: '/api/catalog',
    query: z.strictObject({ flow: z.optional(z.string().check(z.maxLength(512))) }),
    answer: catalog,
  },
  'answer.read': {
    method: 'GET',
    path: '/api/answers/:requestId/:index',
    params: z.object({
      requestId: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
      index: z.string().check(z.regex(/^\d{1,9}$/)),
    }),
    answer: 'stream',
  },
  'templates.read': { method: 'GET', path: '/api/templates', answer: templates },
  'template.use': {
    method: 'POST',
    path: '/api/templates/:id',
    params: flowParams,
    body: useTemplate,
    answer: flowFile,
    created: true,
  },
  'flow.create': { method: 'POST', path: '/api/flows', body: createFlow, answer: flowFile, created: true },
  'flow.read': { method: 'GET', path: '/api/flows/:id', params: flowParams, answer: flowFile },
  'flow.save': {
    method: 'PUT',
    path: '/api/flows/:id',
    params: flowParams,
    body: saveFlow,
    answer: saved,
    conflict,
  },
  'flow.delete': { method: 'DELETE', path: '/api/flows/:id', params: flowParams, answer: null },
  'layout.save': {
    method: 'PUT',
    path: '/api/flows/:id/layout',
    params: flowParams,
    body: flowLayout,
    answer: null,
  },
  /** Also of a Flow whose file is gone. */
  'draft.read': { method: 'GET', path: '/api/flows/:id/draft', params: flowParams, answer: keptDraft },
  'draft.save': {
    method: 'PUT',
    path: '/api/flows/:id/draft',
    params: flowParams,
    body: saveDraft,
    answer: null,
    conflict: draftConflict,
  },
  /** With a query, only the draft that this tab wrote, or the one saved at `over`, is deleted. */
  'draft.delete': {
    method: 'DELETE',
    path: '/api/flows/:id/draft',
    params: flowParams,
    query: z.strictObject({ tab: z.optional(tabId), over: z.optional(z.string().check(z.regex(/^\d+$/))) }),
    answer: null,
  },
  'versions.read': {
    method: 'GET',
    path: '/api/flows/:id/versions',
    params: flowParams,
    answer: flowVersions,
  },
  'version.create': {
    method: 'POST',
    path: '/api/flows/:id/versions',
    params: flowParams,
    body: nameVersion,
    answer: versionSummary,
    created: true,
  },
  'version.read': {
    method: 'GET',
    path: '/api/flows/:id/versions/:version',
    params: versionParams,
    answer: flowVersion,
  },
  'version.rename': {
    method: 'PUT',
    path: '/api/flows/:id/versions/:version',
    params: versionParams,
    body: renameVersion,
    answer: versionSummary,
  },
  'version.delete': {
    method: 'DELETE',
    path: '/api/flows/:id/versions/:version',
    params: versionParams,
    answer: null,
  },
  'ticket.create': {
    method: 'POST',
    path: '/api/ws-ticket',
    body: z.strictObject({}),
    answer: z.object({ ticket: z.string() }),
  },
  'health.read': { method: 'GET', path: '/healthz', answer: z.object({ ok: z.literal(true) }), open: true },
} as const satisfies Record<string, Route>

type Routes = typeof ROUTES
export type RouteName = keyof Routes
type Part<R, K extends string> = R extends { [P in K]: infer S extends z.ZodMiniType }
  ? { [P in K]: z.infer<S> }
  : unknown

/** What a request to a route holds: `params`, `query` and `body`, as far as the route has them. */
export type RouteRequest<N extends RouteName> = Part<Routes[N], 'params'> &
  Part<Routes[N], 'query'> &
  Part<Routes[N], 'body'>

/** What a success of a route answers: its JSON, null, or the bytes of JSON that is streamed. */
export type RouteAnswer<N extends RouteName> = Routes[N]['answer'] extends infer S extends z.ZodMiniType
  ? z.infer<S>
  : Routes[N]['answer'] extends 'stream'
    ? AsyncIterable<Uint8Array>
    : null

/** A request before it is checked, or as the page makes it. */
export interface AnyRouteRequest {
  params?: Readonly<Record<string, unknown>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
}

/** The path and query of a request, such as `/api/flows/hello%2Fflow.yml/draft?tab=1`. Values that are undefined are left out of the query. */
export function printRouteUrl(route: Route, { params = {}, query = {} }: AnyRouteRequest): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
  return search.length === 0 ? path : `${path}?${search.join('&')}`
}

/**
 * Checks what arrived at a route.
 * @throws ZodError naming the first field that is wrong
 */
export function readRouteRequest<N extends RouteName>(name: N, request: AnyRouteRequest): RouteRequest<N> {
  const { params, query, body }: Route = ROUTES[name]
  return {
    ...(params ? { params: params.parse(request.params) } : {}),
    ...(query ? { query: query.parse(request.query) } : {}),
    ...(body ? { body: body.parse(request.body ?? {}) } : {}),
  } as RouteRequest<N>
}
