import type { DocarrayGeneration } from '@flowdeck/shared'
import type { JsonBody } from '../json/JsonBody.ts'
import { eachInSlices } from '../json/slices.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { generationOf } from './documents.ts'
import { splitDocuments } from './documentSlices.ts'
import { documentText, type DocumentStyle } from './documentText.ts'

/** The JSON text of a document of an answer. @throws RpcError INTERNAL: the client is not to blame */
export function writeDocument(doc: Buffer, generation: DocarrayGeneration, style: DocumentStyle): string {
  try {
    return documentText(doc, generation, style)
  } catch (thrown) {
    throw new RpcError(
      STATUS.INTERNAL,
      `a document of the answer cannot be written as JSON (gRPC carries it): ${RpcError.from(thrown).details}`,
    )
  }
}

/**
 * Adds the JSON list of a request's documents to a body, in slices between which the event loop goes on.
 * @throws RpcError INTERNAL when a document cannot be written as JSON
 */
export async function addDocuments(body: JsonBody, data: Buffer | null, style: DocumentStyle): Promise<void> {
  const generation = generationOf(data) ?? 'v1'
  body.add('[')
  await eachInSlices(splitDocuments(data), (doc, i) => {
    body.add(`${i === 0 ? '' : ','}${writeDocument(doc, generation, style)}`)
  })
  body.add(']')
}
