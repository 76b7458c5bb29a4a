import type { ExactJson } from './Float.ts'
import { JsonReader } from './JsonReader.ts'
import { SLICE_MS, turn } from './slices.ts'

/**
 * Reads a JSON text as Python does, see `ExactJson`; a long one in slices between which the event loop goes on.
 * @throws JsonSyntaxError, TooManyItems
 */
export async function parseExactJson(text: string, maxDocuments = Infinity): Promise<ExactJson> {
  const reader = new JsonReader(text, maxDocuments)
  while (!reader.read(performance.now() + SLICE_MS)) await turn()
  return reader.value
}
