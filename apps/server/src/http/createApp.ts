import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  FlowError,
  createFlow,
  flowLayout,
  flowTitle,
  saveDraft,
  saveFlow,
  useTemplate,
  type ErrorCode,
  type FlowFile,
  type FlowSummary,
  type Workspace,
} from '@flowdeck/shared'
import { z } from 'zod'
import { checkAccess, type GateOptions } from '../access/gate.ts'
import { SECURITY_HEADERS } from '../access/securityHeaders.ts'
import { readCatalog } from '../catalog/readCatalog.ts'
import { copyTemplate, readTemplates } from '../catalog/templates.ts'
import type { DraftStore, FlowStore, StoredFlow } from '../flows/FlowStore.ts'
import { toFlowError } from './toFlowError.ts'

export interface AppOptions {
  gate: () => GateOptions
  flows: FlowStore
  drafts: DraftStore
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
  flows,
  drafts,
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
    if (verdict.ok) next()
    else {
      const code = REFUSAL_CODES.get(verdict.status) ?? 'BAD_REQUEST'
      response.status(verdict.status).json({ error: { code, message: verdict.reason } })
    }
  })
  app.use('/api', express.json({ limit: BODY_LIMIT, strict: true }))

  app.get('/healthz', (_, response) => response.json({ ok: true }))
  app.post('/api/ws-ticket', (request, response) => {
    z.strictObject({}).parse(request.body ?? {})
    response.json({ ticket: gate().tickets.issue() })
  })
  app.get('/api/workspace', async (_, response) => {
    const list = await flows.list()
    const workspace: Workspace = {
      name: workspaceName,
      version: '0.1.0',
      flows: await Promise.all(
        list.map(async (flow) => summaryOf(flow, (await drafts.load(flow.id)) !== null)),
      ),
    }
    response.json(workspace)
  })
  app.get('/api/catalog', async (request, response) => {
    const flow = z.string().optional().parse(request.query['flow'])
    response.json(await readCatalog(workspaceDir, flow ? flows.pathOf(flow) : join(workspaceDir, 'flow.yml')))
  })
  app.get('/api/templates', async (_, response) => {
    response.json({ templates: await readTemplates(templatesDir) })
  })
  app.post('/api/templates/:id', async (request, response) => {
    const { flow } = useTemplate.parse(request.body)
    const made = await copyTemplate({ flows, templatesDir }, idOf(request), flow)
    response.status(201).json(await fileOf(made, drafts))
  })
  app.post('/api/flows', async (request, response) => {
    const { id, text } = createFlow.parse(request.body)
    response.status(201).json(await fileOf(await flows.create(id, text), drafts))
  })
  app.get('/api/flows/:id', async (request, response) => {
    response.json(await fileOf(await flows.load(idOf(request)), drafts))
  })
  app.put('/api/flows/:id', async (request, response) => {
    const id = idOf(request)
    const flow = await flows.save(id, saveFlow.parse(request.body))
    await drafts.remove(id)
    response.json({ revision: flow.revision, modifiedAt: flow.modifiedAt })
  })
  app.delete('/api/flows/:id', async (request, response) => {
    await flows.remove(idOf(request))
    await drafts.remove(idOf(request))
    response.status(204).end()
  })
  app.put('/api/flows/:id/layout', async (request, response) => {
    await flows.saveLayout(idOf(request), flowLayout.parse(request.body))
    response.status(204).end()
  })
  app.put('/api/flows/:id/draft', async (request, response) => {
    const id = idOf(request)
    const body = saveDraft.parse(request.body)
    await flows.load(id)
    await drafts.save(id, { ...body, savedAt: Date.now() })
    response.status(204).end()
  })
  app.delete('/api/flows/:id/draft', async (request, response) => {
    await drafts.remove(idOf(request))
    response.status(204).end()
  })
  app.use('/api', (request) => {
    throw new FlowError('FLOW_NOT_FOUND', `${request.method} ${request.originalUrl} does not exist`)
  })
  servePage(app, editorDir)
  app.use(errorHandler)
  return app
}

function idOf(request: Request): string {
  return z.string().max(512).parse(request.params['id'])
}

/** The first comment line of the file, else its folder. */
function summaryOf({ id, text, revision, modifiedAt }: StoredFlow, hasDraft: boolean): FlowSummary {
  const folder = id.split('/').at(-2)
  return { id, title: flowTitle(text) || folder || id, revision, modifiedAt, hasDraft }
}

async function fileOf({ id, text, revision, layout }: StoredFlow, drafts: DraftStore): Promise<FlowFile> {
  return { id, text, revision, layout, draft: await drafts.load(id) }
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
  const body: Record<string, unknown> = { error: error.toWire() }
  if (error.code === 'REVISION_CONFLICT' && typeof error.details['text'] === 'string')
    body['current'] = { text: error.details['text'], revision: error.details['revision'] }
  response.status(error.httpStatus).json(body)
}
