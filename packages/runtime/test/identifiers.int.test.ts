import { describe, expect, test } from 'vitest'
import { isPythonIdentifier, parseFlow } from '@flowdeck/shared'
import { askPython } from './interop/askPython.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

interface Characters {
  known: number[]
  start: number[]
  inside: number[]
}

describe.skipIf(python === null)('names', () => {
  test('every character that Python knows is taken in a name where Python takes it [FI-74]', async () => {
    const { known, start, inside } = await askPython<Characters>(python as string, 'identifiers.py', [])
    const takes = (prefix: string) =>
      known.filter((code) => isPythonIdentifier(prefix + String.fromCodePoint(code)))
    expect(takes('')).toEqual(start)
    expect(takes('a')).toEqual(inside)
  }, 60_000)

  test.each(['a\u200d', 'a\u200cb', 'a\u30fbb', 'a\uff65', 'a\u202e', '\u{1f600}', 'a\u00a0b', '\u037a'])(
    'an Executor cannot be called %j, and one name is offered that it can have [FI-74]',
    (name) => {
      const found = parseFlow(`jtype: Flow\nexecutors:\n  - name: ${JSON.stringify(name)}\n`).issues
      const [issue] = found.filter(({ code }) => code === 'bad-name')
      const [edit] = issue?.fixes?.[0]?.edits ?? []
      expect(edit).toMatchObject({ type: 'renameExecutor', from: name })
      expect(isPythonIdentifier(edit && 'to' in edit ? edit.to : '')).toBe(true)
    },
  )
})
