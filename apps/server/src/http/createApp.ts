import express, { type ErrorRequestHandler, type Express, type Response } from 'express'
import { isUtf8 } from 'node:buffer'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { ERRORS, FlowError, flowTitle, type ErrorCode, type FlowSummary } from '@flowdeck/shared'
import { checkAccess, type GateOptions } from '../access/gate.ts'
import type { WrongTokens } from '../access/WrongTokens.ts'
import { SECURITY_HEADERS } from '../access/securityHeaders.ts'
import { readCatalog } from '../catalog/readCatalog.ts'
import { copyTemplate, readTemplates } from '../catalog/templates.ts'
import type { DraftStore, FlowStore, StoredFlow } from '../flows/FlowStore.ts'
import type { AnswerStore } from '../runs/AnswerStore.ts'
import type { VersionStore } from '../flows/VersionStore.ts'
import { flowRoutes, toFlowFile } from './flowRoutes.ts'
import { serveRoutes } from './serveRoutes.ts'
import { versionRoutes } from './versionRoutes.ts'
import { toFlowError } from './toFlowError.ts'

export interface AppOptions {
  gate: () => GateOptions
  wrongTokens: WrongTokens
  flows: FlowStore
  drafts: DraftStore
  answers: AnswerStore
  versions: VersionStore
  workspaceDir: string
  workspaceName: string
  /** Folder of the built editor. */
  editorDir: string
  /** Folder with a folder for each template. */
  templatesDir: string
}

const BODY_LIMIT = '2mb'
const REFUSAL_CODES = new Map<number, ErrorCode>([
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
])

/** The HTTP side of the control plane: documents and the page. Everything alive goes over the WebSocket. */
export function createApp({
  gate,
  wrongTokens,
  flows,
  drafts,
  answers,
  versions,
  workspaceDir,
  workspaceName,
  editorDir,
  templatesDir,
}: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  // One spelling per path: what the gate decides about is what is served.
  app.set('case sensitive routing', true)
  app.use((request, response, next) => {
    response.set(SECURITY_HEADERS)
    if (request.path.startsWith('/api/')) response.set('cache-control', 'no-store')
    const { method, path, headers, rawHeaders } = request
    const verdict = checkAccess({ method, path, headers, rawHeaders, upgrade: false }, gate())
    if (verdict.ok) return next()
    const throttle = verdict.wrongToken ? wrongTokens.count() : null
    if (throttle?.slowed)
      return wrongTokens.delay(throttle, () => {
        response.set('retry-after', String(throttle.retryAfterS))
        sendError(response, new FlowError('TOO_MANY_REQUESTS', 'too many wrong tokens; wait ten seconds'))
      })
    const code = REFUSAL_CODES.get(verdict.status) ?? 'BAD_REQUEST'
    response.status(verdict.status).json({ error: { code, message: verdict.reason } })
  })
  app.use('/api', express.json({ limit: BODY_LIMIT, strict: true, inflate: false, verify: checkEncoding }))

  serveRoutes(app, {
    'health.read': () => ({ ok: true }),
    'ticket.create': () => ({ ticket: gate().tickets.issue() }),
    'workspace.read': async () => {
      const list = await flows.list()
      return {
        name: workspaceName,
        version: '0.1.0',
        flows: await Promise.all(
          list.map(async (flow) => toSummary(flow, (await drafts.load(flow.id)) !== null)),
        ),
        ...flows.limits(),
      }
    },
    'catalog.read': async ({ query: { flow } }) =>
      await readCatalog(workspaceDir, flow ? flows.pathOf(flow) : join(workspaceDir, 'flow.yml')),
    'answer.read': async ({ params: { requestId, index } }) => {
      const file = await answers.find(requestId, Number(index))
      if (file === null)
        throw new FlowError(
          'ANSWER_NOT_FOUND',
          `answer ${index} of request ${requestId} is not kept any more`,
        )
      return createReadStream(file)
    },
    'templates.read': async () => ({ templates: await readTemplates(templatesDir) }),
    'template.use': async ({ params, body }) =>
      await toFlowFile(await copyTemplate({ flows, templatesDir }, params.id, body.flow), drafts),
    ...flowRoutes({ flows, drafts, versions }),
    ...versionRoutes({ flows, versions }),
  })
  app.use('/api', (request) => {
    throw new FlowError('FLOW_NOT_FOUND', `${request.method} ${request.originalUrl} does not exist`)
  })
  servePage(app, editorDir)
  app.use(errorHandler)
  return app
}

/** Text that is not UTF-8 would be stored changed. @throws FlowError BAD_REQUEST */
function checkEncoding(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== 'utf-8' || !isUtf8(body))
    throw new FlowError('BAD_REQUEST', 'the body is not valid UTF-8; send JSON as UTF-8')
}

/** The first comment line of the file, else its folder. */
function toSummary({ id, text, revision, modifiedAt }: StoredFlow, hasDraft: boolean): FlowSummary {
  const folder = id.split('/').at(-2)
  return { id, title: flowTitle(text) || folder || id, revision, modifiedAt, hasDraft }
}

function servePage(app: Express, editorDir: string): void {
  // Names of built files carry their hash; the page itself must always be fresh.
  app.use(
    '/assets',
    express.static(join(editorDir, 'assets'), { immutable: true, maxAge: '1y', index: false }),
  )
  app.use(
    express.static(editorDir, {
      index: 'index.html',
      cacheControl: false,
      setHeaders: (r) => r.setHeader('cache-control', 'no-cache'),
    }),
  )
  app.use((request, response) => {
    if (request.path === '/' && !existsSync(join(editorDir, 'index.html')))
      response.status(503).type('text').send('The editor is not built: run "npm run build".\n')
    else response.status(404).type('text').send('Not found\n')
  })
}

const errorHandler: ErrorRequestHandler = (thrown: unknown, _request, response: Response, next) => {
  if (response.headersSent) return next(thrown)
  const error = toFlowError(thrown)
  sendError(response, error)
}

function sendError(response: Response, error: FlowError): void {
  const body: Record<string, unknown> = { error: error.toWire() }
  if (error.code === 'REVISION_CONFLICT' && typeof error.details['text'] === 'string')
    body['current'] = { text: error.details['text'], revision: error.details['revision'] }
  if (error.code === 'DRAFT_CONFLICT') body['draft'] = error.details['draft']
  response.status(ERRORS[error.code].http).json(body)
}
