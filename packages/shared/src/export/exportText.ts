import { Document, Scalar, visit } from 'yaml'
import { readPlain } from '../yaml/plainScalars.ts'

/** Stands near the beginning of every file of an export: a later one may replace the file. */
export const EXPORT_MARK = 'Written by Flowdeck'
/** A first line for formats in which # begins a comment. */
export const HEADER = `# ${EXPORT_MARK}. Changes here are lost with the next export.\n`

/** YAML that every reader takes alike: `yes`, `e1` and `0o7` are quoted, nothing is an alias, no line is folded. */
export function yamlText(value: unknown, { sorted = false }: { sorted?: boolean } = {}): string {
  const document = new Document(value, {
    version: '1.1',
    sortMapEntries: sorted,
    aliasDuplicateObjects: false,
  })
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && isReadOtherwise(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE
    },
  })
  return document.toString({ lineWidth: 0 })
}

/** Whether a reader of YAML makes something else of a word than a text; what YAML 1.1 does is known to the library that prints. */
function isReadOtherwise(text: string): boolean {
  const read = readPlain(text)
  return (
    !('value' in read) || read.kind === 'date' || read.value !== text || /^[-+]?0o[0-7_]+$|^<<$/.test(text)
  )
}
