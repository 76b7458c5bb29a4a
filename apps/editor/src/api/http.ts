import {
  catalog,
  conflict,
  draft,
  flowFile,
  keptDraft,
  saved,
  templates,
  workspace,
  type Catalog,
  type Draft,
  type FlowFile,
  type FlowLayout,
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

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  /** Lets the request outlive the page. */
  keepalive?: boolean
}

export async function call(path: string, options: Call = {}): Promise<unknown> {
  const headers: Record<string, string> = { Authorization: `Bearer ${currentToken() ?? ''}` }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.keepalive ? { keepalive: true } : {}),
    })
  } catch (error) {
    throw unreachable(error)
  }
  if (response.status === 204) return null
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  throw refusal(response.status, path, answer)
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
  const path = `/api/answers/${requestId}/${index}`
  const response = await fetch(path, { headers: { Authorization: `Bearer ${currentToken() ?? ''}` } }).catch(
    (error: unknown) => {
      throw unreachable(error)
    },
  )
  if (!response.ok) throw refusal(response.status, path, await response.json().catch(() => null))
  return await response.blob()
}

export const flowPath = (id: string) => `/api/flows/${encodeURIComponent(id)}`

export async function getWorkspace(): Promise<Workspace> {
  return workspace.parse(await call('/api/workspace'))
}

export async function getFlow(id: string): Promise<FlowFile> {
  return flowFile.parse(await call(flowPath(id)))
}

/** The draft of a Flow, also of one whose file is gone; null when there is none. */
export async function getDraft(id: string): Promise<Draft | null> {
  return keptDraft.parse(await call(`${flowPath(id)}/draft`)).draft
}

export async function createFlowFile(id: string, text: string): Promise<FlowFile> {
  return flowFile.parse(await call('/api/flows', { method: 'POST', body: { id, text } }))
}

export async function deleteFlowFile(id: string): Promise<void> {
  await call(flowPath(id), { method: 'DELETE' })
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
    return { type: 'saved', ...saved.parse(await call(flowPath(id), { method: 'PUT', body: what })) }
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 409) throw error
    return { type: 'conflict', ...conflict.parse(error.body).current }
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
    await call(`${flowPath(id)}/draft`, { method: 'PUT', body: what, keepalive })
    return { type: 'kept' }
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'DRAFT_CONFLICT') throw error
    return { type: 'conflict', draft: draft.parse((error.body as { draft?: unknown }).draft) }
  }
}

/** Forgets the draft that this tab wrote, or the one of another tab that it was made from; also when the page is closed right after. */
export async function deleteDraft(id: string, { tab, over }: { tab: string; over?: number }): Promise<void> {
  const query = new URLSearchParams({ tab, ...(over === undefined ? {} : { over: String(over) }) })
  await call(`${flowPath(id)}/draft?${query.toString()}`, { method: 'DELETE', keepalive: true })
}

export async function putLayout(id: string, layout: FlowLayout, keepalive = false): Promise<void> {
  await call(`${flowPath(id)}/layout`, { method: 'PUT', body: layout, keepalive })
}

export async function getTemplates(): Promise<{ templates: Template[] }> {
  return templates.parse(await call('/api/templates'))
}

/** Copies a template into the folder of a new Flow. */
export async function postTemplate(template: string, flow: string): Promise<FlowFile> {
  const path = `/api/templates/${encodeURIComponent(template)}`
  return flowFile.parse(await call(path, { method: 'POST', body: { flow } }))
}

export async function getCatalog(flowId: string): Promise<Catalog> {
  return catalog.parse(await call(`/api/catalog?flow=${encodeURIComponent(flowId)}`))
}
