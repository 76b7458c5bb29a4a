import { sentence, type Sentence } from '../words/sentence.ts'

/** What the YAML library says of the mistakes that are made most: known here, so that other languages can say it, too. */
const KNOWN = new Map(
  [
    sentence('A block sequence may not be used as an implicit map key'),
    sentence('All mapping items must start at the same column'),
    sentence('All sequence items must start at the same column'),
    sentence('Comments must be separated from other tokens by white space characters'),
    sentence('Flow map in block collection must be sufficiently indented and end with a }'),
    sentence('Flow map must end with a }'),
    sentence('Flow sequence in block collection must be sufficiently indented and end with a ]'),
    sentence('Flow sequence must end with a ]'),
    sentence('Implicit keys need to be on a single line'),
    sentence('Implicit map keys need to be followed by map values'),
    sentence('Missing closing "quote'),
    sentence("Missing closing 'quote"),
    sentence('Missing , between flow map items'),
    sentence('Missing , between flow sequence items'),
    sentence('Missing , or : between flow map items'),
    sentence('Missing , or : between flow sequence items'),
    sentence('Nested mappings are not allowed in compact mappings'),
    sentence('Sequence item without - indicator'),
  ].map((known) => [known.text, known]),
)

/** The words of the YAML library; a text that is not known stays English. */
export function syntaxSentence(message: string): Sentence | string {
  return KNOWN.get(message) ?? message
}
