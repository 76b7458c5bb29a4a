import { setTimeout as wait } from 'node:timers/promises'
import { Executor, type Document, type JsonObject, type RequestContext } from '@flowdeck/runtime'

/** Tells a short story about what it is asked, a word at a time. */
export class Storyteller extends Executor {
  static override requests = { '/tell': 'tell' }
  private readonly pause: number

  constructor({ pause = 80 }: JsonObject) {
    super()
    this.pause = Number(pause)
  }

  async *tell({ doc, signal }: RequestContext): AsyncGenerator<Partial<Document>> {
    const about = (doc.text ?? '').trim() || 'nothing'
    const story = `Once there was a story about ${about}. It was short, and it ended well.`
    for (const word of story.split(' ')) {
      yield { text: word }
      await wait(this.pause, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
    }
  }
}
