import fc from 'fast-check'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { parseYaml } from '../yaml/parseYaml.ts'
import { yamlText } from './exportText.ts'

/** Names that YAML 1.1, YAML 1.2, Python or Go read as something else than a text. */
const NAMES =
  'e1 E1 1e1 e1_0 0x10 0b1 017 08 0o7 1_000 1:30 1.0 1. .5 -0 +1 inf .inf nan .nan yes no on off y n Y N true null ~ = 2020-01-01'.split(
    ' ',
  )

test.each(NAMES)('the name %s is printed so that every reader takes it for a text', (name) => {
  const printed = yamlText({ name, list: [name], [name]: 'key' })
  const wanted = { name, list: [name], [name]: 'key' }
  expect(parse(printed)).toEqual(wanted)
  expect(parse(printed, { version: '1.1' })).toEqual(wanted)
  expect(parseYaml(printed).value).toEqual(wanted)
})

test('any short name is printed so that every reader takes it for a text', () => {
  const name = fc.string({
    unit: fc.constantFrom(...'0123e9_.xbonyf~-+:='.split('')),
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(name, (text) => {
      const printed = yamlText({ name: text })
      expect(parseYaml(printed).value).toEqual({ name: text })
      expect(parse(printed, { version: '1.1' })).toEqual({ name: text })
      expect(parse(printed)).toEqual({ name: text })
    }),
    { numRuns: 1000 },
  )
})
