import { expect, test } from 'vitest'
import { pythonLiteral } from './pythonLiteral.ts'

test.each([
  [null, ''],
  ['None', null],
  ['True', true],
  ['False', false],
  ["'small'", 'small'],
  ['"a b"', 'a b'],
  ['-1.5e-3', -0.0015],
  ['10_000', 10000],
  ['os.getcwd()', ''],
  ["'it\\'s'", ''],
  ['[1, 2]', ''],
])('%j is %j', (source, value) => {
  expect(pythonLiteral(source)).toEqual(value)
})
