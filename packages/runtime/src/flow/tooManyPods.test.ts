import { expect, test } from 'vitest'
import { parseFlow, wordsOf, type FlowSpec } from '@flowdeck/shared'
import { tooManyPods } from './tooManyPods.ts'

const said = (executors: string, env: NodeJS.ProcessEnv = {}) => {
  const { spec } = parseFlow(`jtype: Flow\nexecutors:\n${executors}`)
  const sentence = tooManyPods(spec as FlowSpec, env)
  return sentence && wordsOf(sentence)
}

test.each([
  ['  - {name: a, replicas: 255}\n', null],
  ['  - {name: a, replicas: 256}\n', '257'],
  ['  - {name: a, replicas: 51, shards: 5}\n', '257'],
  ['  - {name: a, replicas: 1000, external: true, port: 5000}\n', null],
])('%s: %s [FI-71]', (executors, count) => {
  if (count === null) expect(said(executors)).toBeNull()
  else expect(said(executors)).toContain(`would start ${count} processes on this machine; at most 256`)
})

test.each([
  ['300', null],
  ['10', 'at most 10'],
  ['many', 'at most 256'],
  ['0', 'at most 256'],
])('FLOWDECK_MAX_PODS=%s', (max, words) => {
  const found = said('  - {name: a, replicas: 280}\n', { FLOWDECK_MAX_PODS: max })
  if (words === null) expect(found).toBeNull()
  else expect(found).toContain(words)
})
