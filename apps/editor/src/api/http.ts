import {
  catalog,
  conflict,
  flowFile,
  saved,
  templates,
  workspace,
  type Catalog,
  type FlowFile,
  type FlowLayout,
  type Template,
  type Workspace,
} from '@flowdeck/shared'
import { currentToken } from './token.ts'

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

async function call(path: string, options: Call = {}): Promise<unknown> {
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
    throw new HttpError(
      { status: 0, code: 'UNREACHABLE', body: null },
      `The Flowdeck server does not answer (${error instanceof Error ? error.message : String(error)}). Is it still running?`,
    )
  }
  if (response.status === 204) return null
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const wire = (answer as { error?: { code?: unknown; message?: unknown } } | null)?.error
  throw new HttpError(
    {
      status: response.status,
      code: typeof wire?.code === 'string' ? wire.code : `HTTP_${response.status}`,
      body: answer,
    },
    typeof wire?.message === 'string'
      ? wire.message
      : response.status === 401
        ? 'The server refused the access token. Open the address that `flowdeck` printed when it started.'
        : `The server answered ${response.status} for ${path}.`,
  )
}

const flowPath = (id: string) => `/api/flows/${encodeURIComponent(id)}`

export async function getWorkspace(): Promise<Workspace> {
  return workspace.parse(await call('/api/workspace'))
}

export async function getFlow(id: string): Promise<FlowFile> {
  return flowFile.parse(await call(flowPath(id)))
}

export async function createFlowFile(id: string, text: string): Promise<FlowFile> {
  return flowFile.parse(await call('/api/flows', { method: 'POST', body: { id, text } }))
}

export async function deleteFlowFile(id: string): Promise<void> {
  await call(flowPath(id), { method: 'DELETE' })
}

export type SaveResult =
  | { type: 'saved'; revision: string; modifiedAt: number }
  | { type: 'conflict'; text: string; revision: string }

/** Writes the Flow file. A stale revision writes nothing and answers with what is on disk. */
export async function putFlow(
  id: string,
  what: { text: string; layout: FlowLayout; revision: string },
): Promise<SaveResult> {
  try {
    return { type: 'saved', ...saved.parse(await call(flowPath(id), { method: 'PUT', body: what })) }
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 409) throw error
    return { type: 'conflict', ...conflict.parse(error.body).current }
  }
}

export async function putDraft(
  id: string,
  what: { text: string; layout: FlowLayout; baseRevision: string },
  keepalive = false,
): Promise<void> {
  await call(`${flowPath(id)}/draft`, { method: 'PUT', body: what, keepalive })
}

export async function deleteDraft(id: string): Promise<void> {
  await call(`${flowPath(id)}/draft`, { method: 'DELETE' })
}

export async function putLayout(id: string, layout: FlowLayout): Promise<void> {
  await call(`${flowPath(id)}/layout`, { method: 'PUT', body: layout })
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
