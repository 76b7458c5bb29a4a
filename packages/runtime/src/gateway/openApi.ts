import type { GatewaySettings } from './Gateway.ts'
import type { HttpRoute } from './httpRoutes.ts'

const nullable = (type: string, more: Record<string, unknown> = {}) => ({
  anyOf: [{ type, ...more }, { type: 'null' }],
})
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const DOCUMENT = {
  title: 'Document',
  type: 'object',
  properties: {
    id: { type: 'string' },
    text: nullable('string'),
    blob: nullable('string', { format: 'byte' }),
    tensor: { description: 'nested lists of numbers, or {shape, dtype, base64}' },
    embedding: { description: 'nested lists of numbers, or {shape, dtype, base64}' },
    tags: nullable('object'),
    uri: nullable('string'),
    mime_type: nullable('string'),
    modality: nullable('string'),
    weight: nullable('number'),
    parent_id: nullable('string'),
    granularity: nullable('integer'),
    adjacency: nullable('integer'),
    offset: nullable('number'),
    location: nullable('array', { items: { type: 'number' } }),
    chunks: nullable('array', { items: ref('Document') }),
    matches: nullable('array', { items: ref('Document') }),
    scores: nullable('object'),
    evaluations: nullable('object'),
  },
}

const STATUS = {
  type: 'object',
  properties: {
    code: { type: 'integer' },
    description: { type: 'string' },
    exception: nullable('object'),
  },
}

function requestSchema(withEndpoint: boolean, endpoints: readonly string[]) {
  return {
    type: 'object',
    properties: {
      data: {
        anyOf: [
          { type: 'array', items: ref('Document') },
          { type: 'object', properties: { docs: { type: 'array', items: ref('Document') } } },
          { type: 'null' },
        ],
      },
      parameters: nullable('object'),
      targetExecutor: nullable('string', {
        description: 'regular expression on Executor names, matched from the start',
      }),
      ...(withEndpoint ? { execEndpoint: { type: 'string', default: '/', examples: endpoints } } : {}),
    },
  }
}

/** The OpenAPI document of the Gateway's HTTP surface. Python clients read its paths to choose a route (Jina 3.x). */
export function openApi(
  settings: GatewaySettings,
  routes: readonly HttpRoute[],
  endpoints: readonly string[],
) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    if (route.kind === 'openApi' || route.kind === 'docs') continue
    const operation: Record<string, unknown> = {
      summary: route.summary,
      tags: route.tags,
      operationId: `${route.method.toLowerCase()}_${route.path.replace(/\W+/g, '_') || 'root'}`,
      responses: {
        200: {
          description: 'Successful Response',
          content: {
            'application/json': { schema: route.kind === 'data' ? ref('DataResponse') : { type: 'object' } },
          },
        },
        ...(route.kind === 'data'
          ? {
              422: { description: 'The body is wrong; detail says where' },
              503: { description: 'An Executor cannot be reached' },
              504: { description: 'An Executor did not answer in time' },
            }
          : {}),
      },
    }
    if (route.kind === 'data')
      operation['requestBody'] = {
        required: true,
        content: { 'application/json': { schema: requestSchema(route.endpoint === undefined, endpoints) } },
      }
    if (route.kind === 'typed' || route.kind === 'events') describeTyped(route, operation)
    ;(paths[route.path] ??= {})[route.method.toLowerCase()] = operation
  }
  return {
    openapi: '3.1.0',
    info: { title: settings.title, description: settings.description, version: '0.1.0' },
    paths,
    components: {
      schemas: {
        Document: DOCUMENT,
        Status: STATUS,
        DataResponse: {
          type: 'object',
          properties: {
            header: {
              type: 'object',
              properties: {
                requestId: { type: 'string' },
                status: { anyOf: [ref('Status'), { type: 'null' }] },
                execEndpoint: nullable('string'),
                targetExecutor: nullable('string'),
              },
            },
            parameters: nullable('object'),
            routes: nullable('array', { items: { type: 'object' } }),
            data: { type: 'array', items: ref('Document') },
          },
        },
      },
    },
  }
}

/** The documents of an endpoint as its Executor declares them. */
function describeTyped(
  { kind, schema }: Extract<HttpRoute, { kind: 'typed' | 'events' }>,
  operation: Record<string, unknown>,
): void {
  const input = schema.input ?? { type: 'object' }
  const output = schema.output ?? { type: 'object' }
  const body =
    kind === 'events'
      ? input
      : {
          type: 'object',
          required: ['data'],
          properties: {
            data: { anyOf: [input, { type: 'array', items: input }] },
            parameters: schema.parameters ?? nullable('object'),
            header: nullable('object', {
              properties: { requestId: { type: 'string' }, targetExecutor: { type: 'string' } },
            }),
          },
        }
  const answer =
    kind === 'events'
      ? { 'text/event-stream': { schema: output } }
      : {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                data: { type: 'array', items: output },
                parameters: { type: 'object' },
                header: { type: 'object' },
              },
            },
          },
        }
  operation['requestBody'] = { required: kind === 'typed', content: { 'application/json': { schema: body } } }
  operation['responses'] = {
    200: { description: 'Successful Response', content: answer },
    422: { description: 'The body is wrong; detail says where' },
    500: { description: 'The Executor failed; detail says how' },
    503: { description: 'An Executor cannot be reached' },
    504: { description: 'An Executor did not answer in time' },
  }
}
