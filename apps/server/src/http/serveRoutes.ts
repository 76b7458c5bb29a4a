import type { Express, Response } from 'express'
import { pipeline } from 'node:stream/promises'
import {
  ROUTES,
  readRouteRequest,
  type Route,
  type RouteAnswer,
  type RouteName,
  type RouteRequest,
} from '@flowdeck/shared'

/** Answers one route; what it throws becomes an error answer. */
type RouteHandler<N extends RouteName> = (
  request: RouteRequest<N>,
) => RouteAnswer<N> | Promise<RouteAnswer<N>>

/** A handler for each of some routes, all by default. */
export type RouteHandlers<Names extends RouteName = RouteName> = { [N in Names]: RouteHandler<N> }

/** Registers every route of the API: requests are checked by the schemas of the route before its handler sees them. */
export function serveRoutes(app: Express, handlers: RouteHandlers): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) serveRoute(app, name, handlers[name])
}

function serveRoute<N extends RouteName>(app: Express, name: N, handle: RouteHandler<N>): void {
  const route: Route = ROUTES[name]
  const method = route.method.toLowerCase() as Lowercase<Route['method']>
  app[method](route.path, async (request, response) => {
    const answer = await handle(readRouteRequest(name, request))
    await sendAnswer(response, route, answer)
  })
}

async function sendAnswer(response: Response, route: Route, answer: unknown): Promise<void> {
  if (route.answer === null) response.status(204).end()
  else if (route.answer === 'stream')
    await pipeline(answer as AsyncIterable<Uint8Array>, response.type('json'))
  else response.status(route.created ? 201 : 200).json(answer)
}
