import { Executor, ndArray, toNumbers, type Document, type RequestContext } from '@flowdeck/runtime'
import { GOODS } from './goods.ts'

/** Red, green and blue from 0 to 1. */
function rgbOf(color: string): number[] {
  const value = Number.parseInt(/^#([\da-f]{6})$/i.exec(color)?.[1] ?? '808080', 16)
  return [value >> 16, (value >> 8) & 255, value & 255].map((part) => part / 255)
}

/** Writes the colour of every Document as its embedding. */
export class ImageEncoder extends Executor {
  static override requests = { '/search': 'encode' }

  encode({ docs }: RequestContext): void {
    for (const doc of docs) doc.embedding = ndArray(rgbOf(String(doc.tags?.['color'] ?? '')))
  }
}

/** Finds goods by near colours. */
export class ImageIndex extends Executor {
  static override requests = { '/search': 'search' }

  search({ docs }: RequestContext): void {
    for (const doc of docs) {
      const query = vectorOf(doc)
      doc.matches = GOODS.map(({ id, text, color }) => {
        const distance = Math.hypot(...rgbOf(color).map((part, at) => part - (query[at] ?? 0)))
        return { id, text, scores: { color: { value: 1 - distance / Math.sqrt(3) } } }
      })
    }
  }
}

const vectorOf = (doc: Document): number[] => (doc.embedding ? toNumbers(doc.embedding) : [])
