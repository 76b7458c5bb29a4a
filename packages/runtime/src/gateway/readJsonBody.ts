import { isUtf8 } from 'node:buffer'
import { tooManyDocuments } from '../data/documentJson.ts'
import type { ExactJson } from '../json/Float.ts'
import { JsonSyntaxError, TooManyItems } from '../json/JsonReader.ts'
import { parseExactJson } from '../json/parseExactJson.ts'
import { BodyError } from './requestJson.ts'

/** A body whose bytes are no text. */
export class NotUtf8 extends Error {}

/**
 * The JSON in the bytes of a request, read in slices between which the event loop goes on.
 * Jina 3.x: what is no JSON is 422 with its place, what is no UTF-8 is 400; a byte order mark is left out.
 * @throws BodyError, NotUtf8, RpcError RESOURCE_EXHAUSTED when it holds too many documents
 */
export async function readJsonBody(bytes: Buffer, maxDocuments: number): Promise<ExactJson> {
  if (!isUtf8(bytes))
    throw new NotUtf8(`the body is not UTF-8: byte ${firstWrongByte(bytes)} belongs to no character`)
  const text = bytes.toString('utf8', hasByteOrderMark(bytes) ? 3 : 0)
  try {
    return await parseExactJson(text, maxDocuments)
  } catch (thrown) {
    if (thrown instanceof TooManyItems) throw tooManyDocuments(maxDocuments)
    if (!(thrown instanceof JsonSyntaxError)) throw thrown
    const { message, offset } = thrown
    throw new BodyError(
      ['body', offset],
      `the body is not JSON: ${message} (character ${offset})`,
      'json_invalid',
      {
        error: message,
      },
    )
  }
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Found by halves: a part that ends within a character is read without its end. */
function firstWrongByte(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8(wholeCharacters(bytes.subarray(0, middle)))) good = middle
    else bad = middle
  }
  return wholeCharacters(bytes.subarray(0, good)).length
}

function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes
    }
  }
  return bytes
}
