import { ExactNumber } from '@flowdeck/shared'
import { fieldFor, type Field } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { fieldText, readFieldText, readScalar } from './fieldValue.ts'

const field = (key: string): Field => {
  const found = fieldFor('executor', key)
  if (!found) throw new Error(key)
  return found
}
const read = (key: string, typed: string) => readFieldText(field(key), typed)

describe('readFieldText', () => {
  test('nothing typed clears the key', () => {
    expect(read('replicas', '  ')).toEqual({ type: 'clear' })
  })
  test('whole numbers within their range', () => {
    expect(read('replicas', ' 3 ')).toEqual({ type: 'value', value: 3 })
    expect(read('replicas', '0').type).toBe('invalid')
    expect(read('replicas', '2.5').type).toBe('invalid')
    expect(read('replicas', 'many').type).toBe('invalid')
  })
  test('a variable may stand for any value', () => {
    expect(read('replicas', '${{ ENV.N }}')).toEqual({ type: 'value', value: '${{ ENV.N }}' })
    expect(read('port', '$PORT')).toEqual({ type: 'value', value: '$PORT' })
  })
  test('a port is a number or several', () => {
    expect(read('port', '5100')).toEqual({ type: 'value', value: 5100 })
    expect(read('port', '5100, 5101')).toEqual({ type: 'value', value: [5100, 5101] })
    expect(read('port', '99999').type).toBe('invalid')
  })
  test('a text stays a text, whatever it looks like', () => {
    expect(read('workspace', '123')).toEqual({ type: 'value', value: '123' })
  })
  test('a map is JSON', () => {
    expect(read('uses_with', '{"a": 1}')).toEqual({ type: 'value', value: { a: 1 } })
    expect(read('uses_with', 'a: 1').type).toBe('invalid')
    expect(read('uses_with', '[1]').type).toBe('invalid')
  })
  test('what may be text or map is told by its bracket', () => {
    expect(read('uses', 'foo.ts')).toEqual({ type: 'value', value: 'foo.ts' })
    expect(read('polling', '{"/index": "ANY"}')).toEqual({ type: 'value', value: { '/index': 'ANY' } })
  })
})

describe('readScalar', () => {
  test.each([
    ['32', 32],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['abc', 'abc'],
    ['"32"', '32'],
    ['[1, 2]', [1, 2]],
    ['{"a": {"b": 1}}', { a: { b: 1 } }],
    ['{not json', '{not json'],
    ['007', '007'],
    ['12345678901234567890', ExactNumber.integer(12345678901234567890n)],
    ['1.0', ExactNumber.float(1)],
    ['1.5', 1.5],
    ['[1.0, 2]', [ExactNumber.float(1), 2]],
  ])('%s', (typed, value) => {
    expect(readScalar(typed)).toEqual(value)
  })
  test.each([32, -1.5, true, null, 'abc', '32', 'true', 'null', [1, 'a'], { a: 1 }])(
    'reads back what fieldText shows: %j',
    (value) => {
      expect(readScalar(fieldText(value))).toEqual(value)
    },
  )
})
