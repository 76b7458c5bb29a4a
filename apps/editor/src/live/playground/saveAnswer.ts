import type { RequestResponse } from '@flowdeck/shared'
import { getAnswer } from '../../api/http.ts'
import type { SentRequest } from '../state/sentRequest.ts'
import { printJson, withDigits } from './exactAnswer.ts'

/** Between two parts the page may draw and hear. */
const breathe = () => new Promise((resolve) => setTimeout(resolve))

/**
 * All answers to a request as one JSON text: what this page has, and from the server what was too large for it. In parts, so that the
 * page never stands still.
 * @throws HttpError ANSWER_NOT_FOUND when the server does not have a whole answer any more
 */
export async function wholeAnswer({ requestId, responses }: SentRequest): Promise<Blob> {
  const parts: BlobPart[] = ['[']
  for (const [i, response] of responses.entries()) {
    if (i > 0) parts.push(',\n')
    if (response.leftOut) parts.push(await getAnswer(requestId, response.index))
    else for await (const text of printed(response)) parts.push(text)
  }
  return new Blob([...parts, ']\n'], { type: 'application/json' })
}

/** Documents per part: about what a page prints in a few milliseconds. */
const CHUNK = 50

async function* printed(response: RequestResponse): AsyncGenerator<string> {
  // What went through each Executor is no part of the answer.
  const { docs, ...rest } = { ...withDigits(response), passages: undefined }
  yield `${printJson(rest).slice(0, -1)},"docs":[`
  for (let i = 0; i < docs.length; i += CHUNK) {
    const text = printJson(docs.slice(i, i + CHUNK))
    yield `${i > 0 ? ',' : ''}${text.slice(1, -1)}`
    await breathe()
  }
  yield ']}'
}

/** `/search` → `search-answer.json`. */
export function answerFileName(endpoint: string): string {
  const stem = endpoint.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return `${stem === '' ? 'root' : stem}-answer.json`
}
