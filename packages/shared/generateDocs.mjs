// Writes docs/flow-yaml.md, docs/errors.md and the tables of docs/protocol.md from their tables. Needs a built package.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsDoc } from './dist/docs/errorsDoc.js'
import { flowYamlDoc } from './dist/docs/flowYamlDoc.js'
import { fillProtocolDoc } from './dist/docs/protocolDoc.js'

const docs = join(import.meta.dirname, '..', '..', 'docs')
writeFileSync(join(docs, 'flow-yaml.md'), flowYamlDoc())
writeFileSync(join(docs, 'errors.md'), errorsDoc())
const protocol = join(docs, 'protocol.md')
writeFileSync(protocol, fillProtocolDoc(readFileSync(protocol, 'utf8')))
