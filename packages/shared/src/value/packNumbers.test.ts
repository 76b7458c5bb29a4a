import { expect, test } from 'vitest'
import { readFlowText, type FlowReading } from '../read/readFlowText.ts'
import { pythonJson } from './pythonText.ts'
import { packNumbers, unpackNumbers } from './packNumbers.ts'

test('a reading that another thread made has the same numbers', () => {
  const reading = readFlowText(
    'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: {a: 1.0, b: [-0.0, 9007199254740993], c: {type: float, text: "x"}}\n',
  )
  const sent = unpackNumbers(structuredClone(packNumbers(reading)))
  const args = ({ spec }: FlowReading) => pythonJson(spec?.executors[0]?.args['uses_with'] ?? null)
  expect(args(sent)).toBe('{"a": 1.0, "b": [-0.0, 9007199254740993], "c": {"type": "float", "text": "x"}}')
  expect(sent).toEqual(reading)
})
