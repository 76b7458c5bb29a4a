// Writes docs/flow-yaml.md and docs/errors.md from their tables. Needs a built package.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsDoc } from './dist/docs/errorsDoc.js'
import { flowYamlDoc } from './dist/docs/flowYamlDoc.js'

const docs = join(import.meta.dirname, '..', '..', 'docs')
writeFileSync(join(docs, 'flow-yaml.md'), flowYamlDoc())
writeFileSync(join(docs, 'errors.md'), errorsDoc())
