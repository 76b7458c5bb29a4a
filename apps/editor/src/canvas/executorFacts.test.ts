import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { chipsOf, kindOf, usesText } from './executorFacts.ts'

const executor = (keys: string) => {
  const found = parseFlow(`jtype: Flow\nexecutors:\n  - ${keys}\n`).spec?.executors[0]
  if (!found) throw new Error('no Executor')
  return found
}

test.each([
  ['{uses: foo.ts}', 'script'],
  ['{uses: "exec.py:Foo"}', 'python'],
  ['{uses: MyExec, py_modules: [my.py]}', 'python'],
  ['{uses: MyExec}', 'class'],
  ['{uses: config.yml}', 'config'],
  ['{uses: "docker://a/b"}', 'docker'],
  ['{uses: "jinaai+docker://a/b"}', 'docker'],
  ['{uses: "jinahub://b"}', 'hub'],
  ['{external: true, uses: foo.ts}', 'external'],
  ['{name: a}', 'blank'],
])('%s is %s', (keys, kind) => {
  expect(kindOf(executor(keys))).toBe(kind)
})

test('chips tell only what differs from the defaults', () => {
  expect(chipsOf(executor('{name: a}'))).toEqual([])
  expect(chipsOf(executor('{shards: 2, replicas: 3, floating: true}'))).toEqual([
    '2 shards',
    '×3',
    'floating',
  ])
})

test('an external Executor shows its address', () => {
  expect(usesText(executor('{external: true, host: h.local, port: 99}'))).toBe('h.local:99')
})
