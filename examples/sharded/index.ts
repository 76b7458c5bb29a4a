import { Executor, type RequestContext } from '@flowdeck/runtime'

const KNOWN = [
  'The river rises in the mountains',
  'A bridge over the river',
  'The train leaves at noon',
  'Boats on the river at night',
  'A garden behind the house',
  'The old river bed is dry',
]

/** One shard of an index: it knows the sentences whose turn it is, and says with each match which shard found it. */
export class ShardedIndex extends Executor {
  static override requests = { '/index': 'index', '/search': 'search' }
  private readonly texts: { id: string; text: string }[] = []

  constructor() {
    super()
    const { shard_id, shards } = this.runtimeArgs
    for (const [at, text] of KNOWN.entries())
      if (at % shards === Math.max(0, shard_id)) this.texts.push({ id: `known-${at}`, text })
  }

  index({ docs }: RequestContext): void {
    for (const doc of docs) this.texts.push({ id: doc.id, text: doc.text ?? '' })
    process.stdout.write(`INFO ${this.texts.length} entries in shard ${this.runtimeArgs.shard_id}\n`)
  }

  search({ docs }: RequestContext): void {
    const shard = this.runtimeArgs.shard_id
    for (const doc of docs) {
      const wanted = (doc.text ?? '').toLowerCase()
      doc.matches = this.texts
        .filter(({ text }) => text.toLowerCase().includes(wanted))
        .map(({ id, text }) => ({
          id,
          text,
          tags: { shard },
          scores: { short: { value: 1 / text.length } },
        }))
    }
  }
}
