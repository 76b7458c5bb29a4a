import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Executor, type Document, type JsonObject, type RequestContext } from '@flowdeck/runtime'

/** Splits Documents into one Document per sentence; without any, it takes the bundled text. */
export class SentenceSplitter extends Executor {
  static override requests = { '/index': 'split' }
  private readonly file: string

  constructor({ text = 'lighthouses.txt' }: JsonObject) {
    super()
    this.file = join(import.meta.dirname, String(text))
  }

  split({ docs }: RequestContext): Document[] {
    const sources = docs.length > 0 ? docs : [{ id: 'lighthouses', text: readFileSync(this.file, 'utf8') }]
    const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
    return sources.flatMap((source) =>
      [...sentences.segment((source.text ?? '').replace(/\s+/g, ' '))]
        .map(({ segment, index }) => ({ text: segment.trim(), index }))
        .filter(({ text }) => text !== '')
        .map(({ text, index }) => ({
          id: `${source.id}-${index}`,
          text,
          parent_id: source.id,
          offset: index,
        })),
    )
  }
}
