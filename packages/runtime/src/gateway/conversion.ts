import type { JsonObject } from '@flowdeck/shared'
import type { DocShape } from '../data/docShape.ts'
import { addDocuments } from '../data/documentsText.ts'
import type { Envelope } from '../data/envelope.ts'
import { JsonBody } from '../json/JsonBody.ts'
import type { JsonStyle } from '../json/writeJson.ts'
import { readJsonBody } from './readJsonBody.ts'
import {
  requestFromJson,
  responseToJson,
  responseToWebSocketJson,
  type TypedDocuments,
} from './requestJson.ts'
import { streamRequest, streamedJson, typedRequest, typedResponse } from './typedJson.ts'

/** What a Gateway knows about the documents of its endpoints. */
export interface DocumentFacts {
  /** How many documents a request may hold. */
  maxDocuments: number
  typedAt(endpoint: string): TypedDocuments | null
  shapeOf(endpoint: string): DocShape | undefined
  parametersOf(endpoint: string): JsonObject | null
}

/** What the JSON of a request is: of `POST /post` or a WebSocket, of an endpoint's own route, or the document of a stream. */
export type RequestForm =
  | { kind: 'post'; endpoint: string | undefined }
  | { kind: 'typed'; endpoint: string }
  | { kind: 'stream'; endpoint: string; query: string }

/** As what JSON an answer is written. `failure` begins with the text of `head`, up to its documents. */
export type AnswerForm =
  | { kind: 'post'; numbers: JsonStyle; trace: boolean }
  | { kind: 'typed'; numbers: JsonStyle }
  | { kind: 'webSocket' }
  | { kind: 'event'; numbers: JsonStyle }
  | { kind: 'failure'; head: string }

/** A request from the bytes of its JSON. @throws BodyError, NotUtf8, RpcError RESOURCE_EXHAUSTED */
export async function readRequest(bytes: Buffer, form: RequestForm, facts: DocumentFacts): Promise<Envelope> {
  const { maxDocuments } = facts
  const body = bytes.length === 0 ? {} : await readJsonBody(bytes, maxDocuments)
  const { endpoint } = form
  switch (form.kind) {
    case 'post':
      return await requestFromJson(body, {
        endpoint,
        documentsAt: (at) => facts.typedAt(at),
        maxDocuments,
      })
    case 'typed':
      return await typedRequest(body, {
        endpoint: form.endpoint,
        shape: facts.shapeOf(form.endpoint),
        parameters: facts.parametersOf(form.endpoint),
        maxDocuments,
      })
    case 'stream':
      return streamRequest(body, new URLSearchParams(form.query), {
        endpoint: form.endpoint,
        typed: facts.typedAt(form.endpoint),
        maxDocuments,
      })
  }
}

/** The JSON of an answer, in pieces. @throws RpcError INTERNAL for a document that JSON cannot hold */
export async function writeAnswer(answer: Envelope, form: AnswerForm): Promise<Buffer[]> {
  switch (form.kind) {
    case 'post':
      return await responseToJson(answer, form)
    case 'typed':
      return await typedResponse(answer, form.numbers)
    case 'webSocket':
      return await responseToWebSocketJson(answer)
    case 'event':
      return [Buffer.from(streamedJson(answer, form.numbers))]
    case 'failure': {
      const body = new JsonBody()
      body.add(form.head)
      await addDocuments(body, answer.data, { nulls: true, numbers: 'standard' })
      body.add('}')
      return body.finish()
    }
  }
}
