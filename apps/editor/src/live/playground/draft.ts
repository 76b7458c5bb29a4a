import { GATEWAY_PROTOCOLS, type GatewayProtocol } from '@flowdeck/shared'
import type { RequestDraft } from '../state/sentRequest.ts'

/** What stands in the playground's form, as typed; it may not be sendable. */
export interface Draft {
  /** Null, while nobody chose one, takes the first endpoint that the Flow says it answers. */
  endpoint: string | null
  /** Null takes the first protocol that the Gateway speaks. */
  protocol: GatewayProtocol | null
  mode: 'form' | 'json'
  /** Form mode: one text per document. */
  texts: readonly string[]
  /** JSON mode: a list of documents. */
  json: string
  parameters: string
  targetExecutor: string
  requestSize: string
}

export const NEW_DRAFT: Draft = {
  endpoint: null,
  protocol: null,
  mode: 'form',
  texts: ['hello world'],
  json: '[]',
  parameters: '',
  targetExecutor: '',
  requestSize: '',
}

/** The texts of documents that have nothing else; null when one has. */
export function findTexts(docs: readonly Record<string, unknown>[]): string[] | null {
  const texts = docs.map((doc) =>
    Object.keys(doc).length === 1 && typeof doc['text'] === 'string' ? doc['text'] : null,
  )
  return texts.includes(null) ? null : (texts as string[])
}

/** Puts an earlier request back into the form. */
export function draftOf({ endpoint, protocol, docs, ...request }: RequestDraft): Draft {
  const { exact, parameters, targetExecutor = '', requestSize } = request
  const texts = exact?.docs === undefined ? findTexts(docs) : null
  return {
    endpoint,
    protocol,
    mode: texts ? 'form' : 'json',
    texts: texts ?? [],
    json: exact?.docs ?? JSON.stringify(docs, null, 2),
    parameters:
      exact?.parameters ?? (Object.keys(parameters).length > 0 ? JSON.stringify(parameters, null, 2) : ''),
    targetExecutor,
    requestSize: requestSize === undefined ? '' : String(requestSize),
  }
}

/** Reads a draft that an earlier page kept; null when it is none. */
export function parseDraft(stored: unknown): Draft | null {
  const it = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<
    Record<keyof Draft, unknown>
  >
  const { endpoint, json, parameters, targetExecutor, requestSize, texts, mode, protocol } = it
  const strings = [endpoint ?? '', json, parameters, targetExecutor, requestSize]
  if (!strings.every((value) => typeof value === 'string')) return null
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) return null
  return {
    ...(it as Draft),
    endpoint: typeof endpoint === 'string' ? endpoint : null,
    mode: mode === 'json' ? 'json' : 'form',
    protocol: GATEWAY_PROTOCOLS.find((known) => known === protocol) ?? null,
  }
}

/** The draft after Executors got new names: what names one by its whole name follows. */
export function followRenames(draft: Draft, renamed: Readonly<Record<string, string>>): Draft {
  const target = renamed[draft.targetExecutor]
  const parameters = Object.entries(renamed).reduce(
    (text, [from, to]) => text.replaceAll(`"${from}__`, () => `"${to}__`),
    draft.parameters,
  )
  return target === undefined && parameters === draft.parameters
    ? draft
    : { ...draft, parameters, targetExecutor: target ?? draft.targetExecutor }
}
