import { WIRE, bytesFieldSize, scanFields, varintSize, writeBytesField, writeVarint } from './wire.ts'

/** What went into one Executor and what came out, as DataContentProto bytes. */
export interface Passage {
  executor: string
  docsIn: Buffer | null
  docsOut: Buffer | null
}

/** Asks our Gateway to send passages along; Jina's ignores it. */
export const TRACE_HEADER = 'x-flowdeck-trace'
/** Tells over HTTP which docarray the documents of an answer are of. */
export const DOCARRAY_HEADER = 'x-flowdeck-docarray'
/** Asks our Gateway for NaN and the infinities as Python writes them into JSON: `python`. Without it they are null. */
export const NUMBERS_HEADER = 'x-flowdeck-numbers'
/** `user-agent` of Flowdeck's own health checks over HTTP, which leave no line in the access log. */
export const HEALTH_CHECK_AGENT = 'flowdeck-health-check'
/** An unknown field to Jina's clients, which keep or drop it; only asked for, never sent unasked. */
const FIELD = 1000
const TAG = FIELD * 8 + WIRE.BYTES

/** Passages as top-level fields of a DataRequestProto. */
export function writePassages(passages: readonly Passage[]): Buffer {
  return Buffer.concat(
    passages.map(({ executor, docsIn, docsOut }) => {
      const name = Buffer.from(executor)
      const size =
        bytesFieldSize(name.length) +
        (docsIn ? bytesFieldSize(docsIn.length) : 0) +
        (docsOut ? bytesFieldSize(docsOut.length) : 0)
      const out = Buffer.allocUnsafe(varintSize(TAG) + varintSize(size) + size)
      let at = writeVarint(out, writeVarint(out, 0, TAG), size)
      at = writeBytesField(out, at, 1, name)
      if (docsIn) at = writeBytesField(out, at, 2, docsIn)
      if (docsOut) writeBytesField(out, at, 3, docsOut)
      return out
    }),
  )
}

/** Passages among the unknown fields of an answer; none when it carries none. */
export function readPassages(rest: Buffer): Passage[] {
  const passages: Passage[] = []
  scanFields(
    rest,
    (field) => {
      if (field.number !== FIELD || field.type !== WIRE.BYTES) return
      const bytes = rest.subarray(field.from, field.to)
      const passage: Passage = { executor: '', docsIn: null, docsOut: null }
      scanFields(
        bytes,
        (part) => {
          const content = bytes.subarray(part.from, part.to)
          if (part.number === 1) passage.executor = content.toString()
          else if (part.number === 2) passage.docsIn = content
          else if (part.number === 3) passage.docsOut = content
        },
        'a passage',
      )
      passages.push(passage)
    },
    'the answer',
  )
  return passages
}
