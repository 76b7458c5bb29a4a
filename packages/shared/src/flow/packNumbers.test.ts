import { expect, test } from 'vitest'
import { readFlowText } from '../yaml/readFlowText.ts'
import { packNumbers, unpackNumbers } from './packNumbers.ts'

test('a reading that another thread made has the same numbers', () => {
  const reading = readFlowText(
    'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: {a: 1.0, b: [-0.0, 9007199254740993], c: {type: float, text: "x"}}\n',
  )
  const sent = unpackNumbers(structuredClone(packNumbers(reading)))
  expect(sent.spec).toEqual(reading.spec)
  expect(structuredClone(reading.spec)).not.toEqual(reading.spec)
})
