import {
  ROUTES,
  printRouteUrl,
  type AnyRouteRequest,
  type Route,
  type RouteName,
  type RouteRequest,
} from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { loadFlow, openServer, type Opened } from './openServer.ts'

const id = 'hello/flow.yml'

/** A request to each route, as the page makes it, about a Flow whose first version is there. */
async function makeSamples(opened: Opened): Promise<{ [N in RouteName]: RouteRequest<N> }> {
  const { text, layout, revision } = await loadFlow(opened, id)
  const params = { id }
  const flow = { text, layout, revision, tab: 'one' }
  await call(opened, 'flow.save', { params, body: flow })
  const { json } = await call(opened, 'versions.read', { params })
  const [first] = (json as { versions: { id: string }[] }).versions
  const version = { id, version: first?.id ?? '' }
  return {
    'workspace.read': {},
    'catalog.read': { query: { flow: id } },
    'answer.read': { params: { requestId: '0'.repeat(32), index: '0' } },
    'templates.read': {},
    'template.use': { params: { id: 'hello' }, body: { flow: 'new/flow.yml' } },
    'flow.create': { body: { id: 'other/flow.yml', text } },
    'flow.read': { params },
    'flow.save': { params, body: flow },
    'flow.delete': { params },
    'layout.save': { params, body: layout },
    'draft.read': { params },
    'draft.save': { params, body: { text, layout, baseRevision: revision, tab: 'one' } },
    'draft.delete': { params, query: { tab: 'one', over: '1' } },
    'versions.read': { params },
    'version.create': { params, body: { name: 'tuned', revision } },
    'version.read': { params: version },
    'version.rename': { params: version, body: { name: 'better' } },
    'version.delete': { params: version },
    'ticket.create': { body: {} },
    'health.read': {},
  }
}

const call = async (opened: Opened, name: RouteName, request: AnyRouteRequest) =>
  await opened.api(ROUTES[name].method, printRouteUrl(ROUTES[name], request), request.body)

test('every route takes what the page sends, and its answer is read by the schema of the page', async () => {
  const opened = await openServer()
  const samples = Object.entries(await makeSamples(opened)) as [RouteName, AnyRouteRequest][]
  // What deletes comes last; the answer of a request is tried with the playground, which makes it.
  const order = samples
    .filter(([name]) => name !== 'answer.read')
    .toSorted(([a], [b]) => deletes(a) - deletes(b))
  for (const [name, request] of order) {
    const route: Route = ROUTES[name]
    const { status, json } = await call(opened, name, request)
    expect([name, status, json]).toEqual([
      name,
      route.created ? 201 : route.answer === null ? 204 : 200,
      json,
    ])
    if (route.answer !== null && route.answer !== 'stream') route.answer.parse(json)
  }
})

const deletes = (name: RouteName) => Number(name === 'flow.delete') + Number(name.endsWith('delete'))

test('a path or a query that breaks the schema of its route is refused and names the field', async () => {
  const opened = await openServer()
  for (const [name, request, field] of [
    ['answer.read', { params: { requestId: 'x', index: '0' } }, 'requestId'],
    ['flow.read', { params: { id: 'x'.repeat(600) } }, 'id'],
    ['version.read', { params: { id, version: 'x'.repeat(65) } }, 'version'],
    ['draft.delete', { params: { id }, query: { over: 'soon' } }, 'over'],
    ['catalog.read', { query: { flow: 'x'.repeat(600) } }, 'flow'],
  ] as const) {
    const { status, json } = await call(opened, name, request)
    expect([name, status]).toEqual([name, 400])
    expect((json as { error: { message: string } }).error.message).toMatch(new RegExp(`^${field}: `))
  }
})
