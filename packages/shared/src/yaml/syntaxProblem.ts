import type { FlowIssue, TextRange } from '../model/flowIssue.ts'
import type { IssueCode } from '../model/issueCodes.ts'
import { sentence, told, type Sentence } from '../words/sentence.ts'

/** A mistake that the YAML library found, in words for whoever wrote the file. */
export function syntaxProblem(
  { code, message }: { code: string; message: string },
  range: TextRange,
  text: string,
): FlowIssue {
  const said = syntaxWords(code, message, range, text)
  return { code: syntaxCode(code, message), severity: 'error', ...told(said), path: [], range }
}

function syntaxCode(code: string, message: string): IssueCode {
  if (message.startsWith('Unresolved tag')) return 'unknown-tag'
  if (code === 'MULTIPLE_DOCS') return 'multiple-documents'
  if (code === 'TAB_AS_INDENT') return 'tab-indent'
  return 'yaml-syntax'
}

function syntaxWords(code: string, message: string, range: TextRange, text: string): Sentence {
  const { line, column } = range
  if (code === 'MULTIPLE_DOCS')
    return sentence(
      'A second YAML document begins at line {{line}} column {{column}}. A Flow file holds one: remove what follows "---".',
      { line, column },
    )
  if (message.startsWith('Unresolved tag'))
    return sentence(
      'Jina does not know the tag at line {{line}} column {{column}}. Remove everything from "!" to the value.',
      { line, column },
    )
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(text.slice(lineStart, range.end + 1)))
    return sentence(
      'A tab is used as indentation at line {{line}} column {{column}}. YAML allows only spaces there.',
      { line, column },
    )
  const problem = message.replace(/\.?$/, '')
  return sentence('{{problem}} (line {{line}} column {{column}}).', {
    problem: KNOWN.get(problem) ?? problem,
    line,
    column,
  })
}

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
