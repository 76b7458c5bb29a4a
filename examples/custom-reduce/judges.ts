import { Executor, type RequestContext } from '@flowdeck/runtime'

/** A judge says `good` or `bad` in the tags of every Document. */
class Judge extends Executor {
  static override requests = { '/judge': 'judge' }
  protected likes(_text: string): boolean {
    return true
  }

  judge({ docs }: RequestContext): void {
    for (const doc of docs) doc.tags = { ...doc.tags, verdict: this.likes(doc.text ?? '') ? 'good' : 'bad' }
  }
}

/** Likes kind words. */
export class ByWords extends Judge {
  protected override likes(text: string): boolean {
    return /\b(?:bright|fine|good|great|happy|love|wonderful)\b/i.test(text)
  }
}

/** Likes exclamation marks. */
export class ByMarks extends Judge {
  protected override likes(text: string): boolean {
    return text.includes('!')
  }
}

/** Likes short texts. */
export class ByLength extends Judge {
  protected override likes(text: string): boolean {
    return text.length <= 20
  }
}
