import { parseFlow, type Exportable } from '@flowdeck/shared'
import { executorFile } from '../startTestFlow.ts'

/** A Flow with its files, and what is asked of it. */
export interface ContainerFlow {
  yaml: (ports: { grpc: number; http: number }) => string
  files: Record<string, string>
  endpoints: string[]
}

const head = ({ grpc, http }: { grpc: number; http: number }) =>
  `jtype: Flow\nwith:\n  protocol: [grpc, http]\n  port: [${grpc}, ${http}]\nexecutors:\n`

/** Two TypeScript Executors, one with parameters and replicas. */
export const TYPESCRIPT: ContainerFlow = {
  yaml: (ports) =>
    `${head(ports)}  - {name: shout, uses: shout.ts, replicas: 2}\n` +
    '  - {name: sign, uses: sign.ts, uses_with: {by: "the team"}}\n',
  files: {
    'shout.ts': executorFile(
      `static override requests = { '/bar': 'bar' }
      bar({ docs }: RequestContext) { for (const doc of docs) doc.text = doc.text?.toUpperCase() ?? '' }`,
      'Shout',
    ),
    'sign.ts': `import { Executor, type RequestContext } from '@flowdeck/runtime'
    import { mark } from './mark.ts'
    export class Sign extends Executor {
      static override requests = { '/bar': 'bar' }
      private readonly by: string
      constructor({ by }: { by: string }) { super(); this.by = by }
      bar({ docs }: RequestContext) { for (const doc of docs) doc.text = mark(doc.text ?? '', this.by) }
    }`,
    'mark.ts': 'export const mark = (text: string, by: string) => `${text} (${by})`\n',
  },
  endpoints: ['/bar'],
}

/** Shards with replicas behind a Head that asks one or all of them. */
export const SHARDS: ContainerFlow = {
  yaml: (ports) =>
    `${head(ports)}  - name: part\n    uses: part.ts\n    shards: 2\n    replicas: 2\n` +
    '    polling: {/all: ALL, "*": ANY}\n  - name: last\n',
  files: {
    'part.ts': executorFile(
      `static override requests = { '/all': 'all', '/one': 'one' }
      all({ docs }: RequestContext) {
        const { shard_id } = this.runtimeArgs
        for (const doc of docs) doc.matches = [{ id: \`\${doc.id}-\${shard_id}\`, text: \`shard \${shard_id}\` }]
      }
      one({ docs }: RequestContext) { for (const doc of docs) doc.tags = { seen: true } }`,
      'Part',
    ),
  },
  endpoints: ['/all', '/one'],
}

/** A Python Executor of Jina's in one of two branches behind a TypeScript one. */
export const MIXED: ContainerFlow = {
  yaml: (ports) =>
    `${head(ports)}  - {name: shout, uses: shout.ts}\n` +
    '  - {name: foo, uses: FooExecutor, py_modules: exec.py}\n' +
    '  - {name: side, needs: shout}\n  - {name: join, needs: [foo, side]}\n',
  files: {
    'shout.ts': TYPESCRIPT.files['shout.ts'] as string,
    'exec.py': `from jina import Executor, requests

class FooExecutor(Executor):
    @requests(on='/bar')
    def foo(self, docs, **kwargs):
        for doc in docs:
            doc.uri = 'foo'
`,
  },
  endpoints: ['/bar'],
}

/** A Flow as exporters take it. */
export function readFlow(yaml: string): Exportable {
  const { spec, graph } = parseFlow(yaml)
  if (!spec || !graph) throw new Error(`this is no Flow:\n${yaml}`)
  return { spec, graph }
}
