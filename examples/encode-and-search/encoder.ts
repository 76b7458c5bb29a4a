import { Executor, ndArray, type JsonObject, type RequestContext } from '@flowdeck/runtime'

/** Counts the three-letter pieces of a text into a vector of length one: texts with common pieces are near each other. */
export function encode(text: string, dimensions: number): number[] {
  const vector = Array.from<number>({ length: dimensions }).fill(0)
  const letters = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  for (let at = 0; at + 3 <= letters.length; at++) {
    let hash = 7
    for (const letter of letters.slice(at, at + 3)) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

/** Writes a vector into every Document. */
export class Encoder extends Executor {
  static override requests = { '/index': 'encode', '/search': 'encode' }
  private readonly dimensions: number

  constructor({ dimensions = 256 }: JsonObject) {
    super()
    this.dimensions = Number(dimensions)
  }

  encode({ docs }: RequestContext): void {
    for (const doc of docs) doc.embedding = ndArray(encode(doc.text ?? '', this.dimensions))
  }
}
