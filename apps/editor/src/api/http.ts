import {
  ROUTES,
  printRouteUrl,
  type AnyRouteRequest,
  type Catalog,
  type Draft,
  type FlowFile,
  type FlowLayout,
  type Route,
  type RouteAnswer,
  type RouteName,
  type RouteRequest,
  type Template,
  type Workspace,
} from '@flowdeck/shared'
import { currentToken } from './token.ts'
import { t } from '../i18n/t.ts'

/** An answer that is not a success, or no answer at all (`status` 0). `message` is fit to be shown. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string
  readonly body: unknown
  constructor(at: { status: number; code: string; body: unknown }, message: string) {
    super(message)
    this.name = 'HttpError'
    this.status = at.status
    this.code = at.code
    this.body = at.body
  }
}

interface CallOptions {
  /** Lets the request outlive the page. */
  keepalive?: boolean
  /** Instead of the tab's own. */
  token?: string
}

/** What the page gets from a route: what is streamed comes as a Blob. */
type PageAnswer<N extends RouteName> =
  RouteAnswer<N> extends AsyncIterable<Uint8Array> ? Blob : RouteAnswer<N>

/**
 * Calls a route of the server and checks its answer; what is streamed is not read.
 * @throws HttpError for an answer that is not a success, and when there is none
 */
export async function callRoute<N extends RouteName>(
  name: N,
  request: RouteRequest<N>,
  options: CallOptions = {},
): Promise<PageAnswer<N>> {
  return (await send(ROUTES[name], request as AnyRouteRequest, options)) as PageAnswer<N>
}

async function send(
  route: Route,
  request: AnyRouteRequest,
  { keepalive = false, token = currentToken() ?? '' }: CallOptions,
): Promise<unknown> {
  const url = printRouteUrl(route, request)
  const response = await fetch(url, {
    method: route.method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(route.body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(route.body ? { body: JSON.stringify(request.body) } : {}),
    keepalive,
  }).catch((error: unknown) => {
    throw unreachable(error)
  })
  if (!response.ok) throw refusal(response.status, url, await response.json().catch(() => null))
  if (route.answer === null) return null
  return route.answer === 'stream' ? await response.blob() : route.answer.parse(await response.json())
}

function unreachable(error: unknown): HttpError {
  return new HttpError(
    { status: 0, code: 'UNREACHABLE', body: null },
    t('The Flowdeck server does not answer ({{reason}}). Is it still running?', {
      reason: error instanceof Error ? error.message : String(error),
    }),
  )
}

function refusal(status: number, path: string, answer: unknown): HttpError {
  const wire = (answer as { error?: { code?: unknown; message?: unknown } } | null)?.error
  return new HttpError(
    {
      status,
      code: typeof wire?.code === 'string' ? wire.code : `HTTP_${status}`,
      body: answer,
    },
    typeof wire?.message === 'string'
      ? wire.message
      : status === 401
        ? t('The server refused the access token. Open the address that `flowdeck` printed when it started.')
        : t('The server answered {{status}} for {{path}}.', { status, path }),
  )
}

/** A whole answer of the playground, as the server kept it: JSON that is not read here. */
export async function getAnswer(requestId: string, index: number): Promise<Blob> {
  return await callRoute('answer.read', { params: { requestId, index: String(index) } })
}

export async function getWorkspace(): Promise<Workspace> {
  return await callRoute('workspace.read', {})
}

export async function getFlow(id: string): Promise<FlowFile> {
  return await callRoute('flow.read', { params: { id } })
}

/** The draft of a Flow, also of one whose file is gone; null when there is none. */
export async function getDraft(id: string): Promise<Draft | null> {
  return (await callRoute('draft.read', { params: { id } })).draft
}

export async function createFlowFile(id: string, text: string): Promise<FlowFile> {
  return await callRoute('flow.create', { body: { id, text } })
}

export async function deleteFlowFile(id: string): Promise<void> {
  await callRoute('flow.delete', { params: { id } })
}

export type SaveResult =
  | { type: 'saved'; revision: string; modifiedAt: number; warning?: string | undefined }
  | { type: 'conflict'; text: string; revision: string }

/** Writes the Flow file. A stale revision writes nothing and answers with what is on disk. */
export async function putFlow(
  id: string,
  what: { text: string; layout: FlowLayout; revision: string; tab: string },
): Promise<SaveResult> {
  try {
    return { type: 'saved', ...(await callRoute('flow.save', { params: { id }, body: what })) }
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 409) throw error
    return { type: 'conflict', ...ROUTES['flow.save'].conflict.parse(error.body).current }
  }
}

export type DraftResult = { type: 'kept' } | { type: 'conflict'; draft: Draft }

/** Keeps a draft on the server. The draft of another tab is not replaced, it is answered. */
export async function putDraft(
  id: string,
  what: { text: string; layout: FlowLayout; baseRevision: string; tab: string; over?: number },
  keepalive = false,
): Promise<DraftResult> {
  try {
    await callRoute('draft.save', { params: { id }, body: what }, { keepalive })
    return { type: 'kept' }
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'DRAFT_CONFLICT') throw error
    return { type: 'conflict', draft: ROUTES['draft.save'].conflict.parse(error.body).draft }
  }
}

/** Forgets the draft that this tab wrote, or the one of another tab that it was made from; also when the page is closed right after. */
export async function deleteDraft(id: string, { tab, over }: { tab: string; over?: number }): Promise<void> {
  const query = { tab, ...(over === undefined ? {} : { over: String(over) }) }
  await callRoute('draft.delete', { params: { id }, query }, { keepalive: true })
}

export async function putLayout(id: string, layout: FlowLayout, keepalive = false): Promise<void> {
  await callRoute('layout.save', { params: { id }, body: layout }, { keepalive })
}

export async function getTemplates(): Promise<{ templates: Template[] }> {
  return await callRoute('templates.read', {})
}

/** Copies a template into the folder of a new Flow. */
export async function postTemplate(template: string, flow: string): Promise<FlowFile> {
  return await callRoute('template.use', { params: { id: template }, body: { flow } })
}

export async function getCatalog(flow: string): Promise<Catalog> {
  return await callRoute('catalog.read', { query: { flow } })
}
