import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Tidies what comes in: a text without spare blanks, a colour in lower case. */
export class Segment extends Executor {
  static override requests = { '/search': 'segment' }

  segment({ docs }: RequestContext): void {
    for (const doc of docs) {
      doc.text = (doc.text ?? '').trim().replace(/\s+/g, ' ')
      doc.tags = { ...doc.tags, color: String(doc.tags?.['color'] ?? '#808080').toLowerCase() }
    }
  }
}
