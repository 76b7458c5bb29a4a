import type { DocarrayGeneration, GatewayProtocol } from '@flowdeck/shared'
import type { RequestDraft } from '../state/sentRequest.ts'
import { describeDocuments, describeParameters, type Change } from './describeChanges.ts'
import { findTexts, type Draft } from './draft.ts'
import { kindOf, parseJson, parseJsonObject, placeProblem, type JsonProblem } from './parseJson.ts'
import { losesByParsing, printWritten, WrittenObject, type WrittenJson } from './writtenJson.ts'
import { t } from '../../i18n/t.ts'

const MAX_DOCS = 10_000

export type DraftField = 'endpoint' | 'docs' | 'parameters' | 'targetExecutor' | 'requestSize'
export type DraftProblem = { message: string; at?: JsonProblem }
export type DraftProblems = Partial<Record<DraftField, DraftProblem>>

/** What is not sent as it is written, although it can be sent. */
export interface DraftChanges {
  docs: readonly Change[]
  parameters: readonly Change[]
}

/** Turns the form into a request, or says for each field what is wrong with it. */
export function readDraft(
  draft: Draft,
  protocol: GatewayProtocol,
  firstEndpoint: string,
  docarray: DocarrayGeneration = 'v1',
): { request: RequestDraft; changes: DraftChanges } | { problems: DraftProblems } {
  const problems: DraftProblems = {}
  const endpoint = (draft.endpoint ?? firstEndpoint).trim()
  if (!endpoint.startsWith('/')) problems.endpoint = { message: t('An endpoint begins with "/".') }
  else if (endpoint.length > 512)
    problems.endpoint = { message: t('An endpoint has at most 512 characters.') }

  const docs = draft.mode === 'form' ? readTexts(draft.texts) : readDocs(draft.json)
  if ('problem' in docs) problems.docs = docs.problem
  const changed = 'problem' in docs ? null : describeDocuments(docs.written, docarray)
  const [bad] = changed?.badBase64 ?? []
  if (bad) {
    const message = t('{{where}}: this is not base64.', { where: bad.where })
    problems.docs = { message, at: placeProblem(draft.json, { message, offset: bad.offset }) }
  }

  const parameters = parseJsonObject(draft.parameters)
  if ('problem' in parameters)
    problems.parameters = { message: describe(parameters.problem), at: parameters.problem }

  const targetExecutor = draft.targetExecutor.trim()
  if (targetExecutor.length > 256) problems.targetExecutor = { message: t('At most 256 characters.') }
  const size = draft.requestSize.trim()
  const requestSize = size === '' ? undefined : Number(size)
  if (
    requestSize !== undefined &&
    (!Number.isInteger(requestSize) || requestSize < 1 || requestSize > MAX_DOCS)
  )
    problems.requestSize = {
      message: t('A whole number from 1 to {{most}}; empty is 100.', { most: MAX_DOCS }),
    }

  if ('problem' in docs || 'problem' in parameters || Object.keys(problems).length > 0) return { problems }
  const exact = {
    ...(docs.written.some(losesByParsing) ? { docs: printWritten(docs.written) } : {}),
    ...(losesByParsing(parameters.written) ? { parameters: printWritten(parameters.written) } : {}),
  }
  return {
    changes: { docs: changed?.changes ?? [], parameters: describeParameters(parameters.written).changes },
    request: {
      protocol,
      endpoint,
      docs: docs.docs,
      parameters: parameters.value,
      ...(Object.keys(exact).length === 0 ? {} : { exact }),
      ...(targetExecutor === '' ? {} : { targetExecutor }),
      ...(requestSize === undefined ? {} : { requestSize }),
    },
  }
}

interface ReadDocs {
  docs: Record<string, unknown>[]
  written: WrittenJson[]
}

function readTexts(texts: readonly string[]): ReadDocs {
  return {
    docs: texts.map((text) => ({ text })),
    written: texts.map((value) => new WrittenObject([{ key: 'text', offset: 0, value }])),
  }
}

function readDocs(text: string): ReadDocs | { problem: DraftProblem } {
  if (text.trim() === '') return { docs: [], written: [] }
  const parsed = parseJson(text)
  if ('problem' in parsed) return { problem: { message: describe(parsed.problem), at: parsed.problem } }
  const docs: unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  const bad = docs.findIndex((doc) => typeof doc !== 'object' || doc === null || Array.isArray(doc))
  if (bad >= 0)
    return {
      problem: {
        message: t('Document {{number}} is {{what}}; a document is an object such as {"text": "hello"}.', {
          number: bad + 1,
          what: kindOf(docs[bad]),
        }),
      },
    }
  if (docs.length > MAX_DOCS)
    return {
      problem: {
        message: t('{{number}} documents are too many; send at most {{most}} at once.', {
          number: docs.length,
          most: MAX_DOCS,
        }),
      },
    }
  const { written } = parsed
  return { docs: docs as Record<string, unknown>[], written: Array.isArray(written) ? written : [written] }
}

const describe = ({ message, line, column }: JsonProblem) =>
  t('Line {{line}}, column {{column}}: {{message}}.', { line, column, message })

/** The same documents as JSON, for what the form cannot say. */
export function toJsonMode(draft: Draft): Draft {
  const docs = draft.texts.map((text) => ({ text }))
  return { ...draft, mode: 'json', json: JSON.stringify(docs, null, 2) }
}

/** Back to one text per document; null when that would lose something. */
export function toFormMode(draft: Draft): Draft | null {
  const read = readDocs(draft.json)
  if ('problem' in read) return null
  const texts = findTexts(read.docs)
  return texts && { ...draft, mode: 'form', texts }
}
