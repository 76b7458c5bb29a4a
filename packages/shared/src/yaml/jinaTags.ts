import type { ScalarTag } from 'yaml'
import { readPlain } from './plainScalars.ts'

/** How words without quotes are read: all by one function, as Jina does. The YAML library's own readings differ from Python's. */
export const PLAIN_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:plain',
  default: true,
  test: /^/,
  resolve(text, onError) {
    const read = readPlain(text)
    if ('value' in read) return read.value
    onError(`Jina cannot read this: ${read.problem}`)
    return text
  },
}
