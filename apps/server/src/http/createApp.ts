import express, { type ErrorRequestHandler, type Express, type Response } from 'express'
import { isUtf8 } from 'node:buffer'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
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
  type KeptDraft,
  type Workspace,
} from '@flowdeck/shared'
import { z } from 'zod'
import { checkAccess, type GateOptions } from '../access/gate.ts'
import type { WrongTokens } from '../access/WrongTokens.ts'
import { SECURITY_HEADERS } from '../access/securityHeaders.ts'
import { readCatalog } from '../catalog/readCatalog.ts'
import { copyTemplate, readTemplates } from '../catalog/templates.ts'
import type { DraftStore, FlowStore, StoredFlow } from '../flows/FlowStore.ts'
import type { AnswerStore } from '../runs/AnswerStore.ts'
import type { VersionStore } from '../flows/VersionStore.ts'
import { idOf } from './idOf.ts'
import { serveVersions } from './serveVersions.ts'
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

const draftOwner = z.strictObject({
  tab: z.string().max(64).optional(),
  over: z.coerce.number().optional(),
})
const BODY_LIMIT = '2mb'
const answerPath = z.object({
  requestId: z.string().regex(/^[0-9a-f]{32}$/),
  index: z.string().regex(/^\d{1,9}$/),
})
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
      ...flows.limits(),
    }
    response.json(workspace)
  })
  app.get('/api/catalog', async (request, response) => {
    const flow = z.string().optional().parse(request.query['flow'])
    response.json(await readCatalog(workspaceDir, flow ? flows.pathOf(flow) : join(workspaceDir, 'flow.yml')))
  })
  app.get('/api/answers/:requestId/:index', async (request, response) => {
    const { requestId, index } = answerPath.parse(request.params)
    const file = await answers.find(requestId, Number(index))
    if (file === null)
      throw new FlowError('ANSWER_NOT_FOUND', `answer ${index} of request ${requestId} is not kept any more`)
    response.type('json')
    await pipeline(createReadStream(file), response)
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
    const { tab, ...change } = saveFlow.parse(request.body)
    const before = await flows.load(id)
    const flow = await flows.save(id, change)
    await drafts.remove(id, tab === undefined ? undefined : { tab })
    // What was written by hand before this save is a version, too.
    const warning = await keepVersions(versions, id, [before, flow])
    response.json({ revision: flow.revision, modifiedAt: flow.modifiedAt, ...(warning ? { warning } : {}) })
  })
  app.delete('/api/flows/:id', async (request, response) => {
    const id = idOf(request)
    const last = await flows.load(id)
    await flows.remove(id)
    await drafts.remove(id)
    await keepVersions(versions, id, [last])
    response.status(204).end()
  })
  serveVersions(app, { flows, versions })
  app.put('/api/flows/:id/layout', async (request, response) => {
    await flows.saveLayout(idOf(request), flowLayout.parse(request.body))
    response.status(204).end()
  })
  app.get('/api/flows/:id/draft', async (request, response) => {
    const answer: KeptDraft = { draft: await drafts.load(idOf(request)) }
    response.json(answer)
  })
  app.put('/api/flows/:id/draft', async (request, response) => {
    const id = idOf(request)
    const { over, ...draft } = saveDraft.parse(request.body)
    // The file may be gone: then the draft is all that is left of it. The name is checked all the same.
    flows.pathOf(id)
    await drafts.save(id, { ...draft, savedAt: Date.now() }, over)
    response.status(204).end()
  })
  app.delete('/api/flows/:id/draft', async (request, response) => {
    await drafts.remove(idOf(request), draftOwner.parse(request.query))
    response.status(204).end()
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
function summaryOf({ id, text, revision, modifiedAt }: StoredFlow, hasDraft: boolean): FlowSummary {
  const folder = id.split('/').at(-2)
  return { id, title: flowTitle(text) || folder || id, revision, modifiedAt, hasDraft }
}

async function fileOf({ id, text, revision, layout }: StoredFlow, drafts: DraftStore): Promise<FlowFile> {
  return { id, text, revision, layout, draft: await drafts.load(id) }
}

/** A save is a save, also where its version cannot be kept: the person is told why. */
async function keepVersions(
  versions: VersionStore,
  id: string,
  states: readonly StoredFlow[],
): Promise<string | null> {
  try {
    for (const state of states) await versions.record(id, state)
    return null
  } catch (thrown) {
    return toFlowError(thrown).message
  }
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
  response.status(error.httpStatus).json(body)
}
