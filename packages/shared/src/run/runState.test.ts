import { expect, test } from 'vitest'
import { sentence, told } from '../words/sentence.ts'
import { preflight } from './runState.ts'

test('a problem of Start carries its sentences over the wire, the inner and the next one too', () => {
  const said = sentence(
    'In a circle ({{lines}}).',
    { lines: sentence('line {{line}}', { line: 3 }) },
    sentence('Did you mean "{{nearest}}"?', { nearest: 'b' }),
  )
  const problem = {
    code: 'cycle',
    severity: 'error',
    ...told(said),
    executor: 'a',
    line: 3,
    column: 1,
    fix: 'Remove needs',
    saidFix: sentence('Remove needs'),
    edits: [],
  }
  const sent = { flowId: 'a/flow.yml', revision: '1', permissions: [], processes: [], problems: [problem] }
  expect(preflight.parse(JSON.parse(JSON.stringify(sent)))).toEqual(sent)
})
