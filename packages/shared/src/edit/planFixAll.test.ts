import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'
import { planEdit } from './planEdit.ts'
import { planFixAll } from './planFixAll.ts'

const FLOW = `jtype: Flow
executors:
  - name: a
    use: a.ts
  - name: b
    use: b.ts
    replica: 2
  - name: c
    use: c.ts
`

const carryOut = (text: string, edits: ReturnType<typeof planFixAll>) =>
  edits.reduce((now, edit) => {
    const outcome = planEdit(now, edit)
    if ('refused' in outcome) throw new Error(outcome.refused)
    return outcome.parsed
  }, parseFlow(text))

test('fixes every problem with a code, and changes nothing else', () => {
  const parsed = parseFlow(FLOW)
  const code = parsed.issues.find(({ path }) => path.at(-1) === 'use')?.code
  if (code === undefined) throw new Error('the Flow has no such problem')
  const after = carryOut(FLOW, planFixAll(parsed, code))
  expect(after.issues.filter((issue) => issue.code === code)).toEqual([])
  expect(after.text).toBe(FLOW.replaceAll('use:', 'uses:').replace('replica:', 'replicas:'))
})

test('gives nothing for a code without problems or without fixes', () => {
  expect(planFixAll(parseFlow(FLOW), 'cycle')).toEqual([])
  const broken = parseFlow('jtype: Flow\nexecutors: [')
  for (const { code } of broken.issues) expect(planFixAll(broken, code)).toEqual([])
})
