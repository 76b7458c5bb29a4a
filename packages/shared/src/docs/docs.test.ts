import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorsDoc } from './errorsDoc.ts'
import { flowYamlDoc } from './flowYamlDoc.ts'
import { fillProtocolDoc } from './protocolDoc.ts'

const committed = (name: string) => readFileSync(join(import.meta.dirname, '../../../../docs', name), 'utf8')

test.each([
  ['flow-yaml.md', flowYamlDoc],
  ['errors.md', errorsDoc],
  ['protocol.md', () => fillProtocolDoc(committed('protocol.md'))],
])('docs/%s is what `npm run generate` writes', (name, make) => {
  expect(committed(name)).toBe(make())
})
