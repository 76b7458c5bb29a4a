import { expect, test } from 'vitest'
import { findPlace, readFlowText } from './readFlowText.ts'

const FLOW = `jtype: Flow
gateway:
  port: 8080
executors:
  - name: a
    uses: a.ts
  - {name: b, uses: b.ts}
`

test('a reading survives a structured clone, which a thread applies to it', () => {
  const reading = readFlowText(FLOW)
  expect(structuredClone(reading)).toEqual(reading)
})

test('a key is found at its line, a missing one at its Executor', () => {
  const reading = readFlowText(FLOW)
  expect(findPlace(reading, ['executors', 0], 'uses')).toMatchObject({ line: 6, column: 11 })
  expect(findPlace(reading, ['executors', 0], 'port')).toMatchObject({ line: 5 })
  expect(findPlace(reading, ['gateway'], 'port')).toMatchObject({ line: 3 })
  expect(findPlace(reading, ['executors', 7], 'port')).toBeNull()
})

test('below a key, variables are found at their own line, and the rest at that of the key', () => {
  const reading = readFlowText(`jtype: Flow
executors:
  - name: a
    uses_with:
      plain: 1
      list:
        - x
        - $X
    env:
      Y: '1'
`)
  const lineOf = (...keys: (string | number)[]) => findPlace(reading, ['executors', 0], ...keys)?.line
  expect(lineOf('uses_with', 'list', 1)).toBe(8)
  expect(lineOf('env', 'Y')).toBe(10)
  expect(lineOf('uses_with', 'plain')).toBe(lineOf('uses_with'))
})

test('of more than 500 issues the errors come first, and the others are counted', () => {
  const unknown = Array.from({ length: 700 }, (_, i) => `    unknown${i}: 1\n`).join('')
  const { issues, omittedIssues } = readFlowText(`${FLOW}    \n  - name: c\n${unknown}    replicas: many\n`)
  expect(issues).toHaveLength(500)
  expect(issues[0]?.severity).toBe('error')
  expect(omittedIssues).toBeGreaterThanOrEqual(200)
})
