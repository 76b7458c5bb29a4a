import { sentence, told } from '../words/sentence.ts'
import { resolveTree } from '../yaml/expandTree.ts'
import { LineIndex } from '../yaml/LineIndex.ts'
import { hasReference } from '../yaml/references.ts'
import type { CheckInput } from './checkContext.ts'
import { isMapValue } from '../value/exactNumber.ts'
import type { FlowIssue } from '../model/flowIssue.ts'

/** References of the file to itself that name nothing: Jina refuses to load it. */
export function checkReferences({ yaml: { text, value } }: CheckInput): FlowIssue[] {
  if (!hasReference(text) || !isMapValue(value)) return []
  const { lost } = resolveTree(value)
  const lines = new LineIndex(text)
  return [...lost].flatMap((reference): FlowIssue[] => {
    const start = text.indexOf(reference)
    if (start < 0) return []
    const range = lines.range(start, start + reference.length)
    const said = sentence(
      '{{reference}} at line {{line}} names nothing in this file, and Jina refuses to load it. Write the path of a value, such as {{example}}, or the value itself.',
      { reference, line: range.line, example: '${{root.executors[0].name}}' },
    )
    return [{ code: 'bad-reference', severity: 'error', ...told(said), path: [], range }]
  })
}
