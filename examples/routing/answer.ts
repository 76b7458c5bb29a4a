import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Answers questions. */
export class Answer extends Executor {
  static override requests = { '/reply': 'answer' }

  answer({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = `You asked: ${doc.text ?? ''} We are looking into it.`
  }
}

/** Is polite about everything else. */
export class Thank extends Executor {
  static override requests = { '/reply': 'thank' }

  thank({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = `You said: ${doc.text ?? ''} You are welcome.`
  }
}
