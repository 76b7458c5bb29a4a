import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FlowError } from '@flowdeck/shared'
import { print } from './print.ts'

const FILES: Record<string, string> = {
  'flow.yml': `jtype: Flow
with:
  protocol: [grpc, http, websocket]
executors:
  - name: hello
    uses: hello/config.yml
`,
  'hello/config.yml': `jtype: Hello
py_modules:
  - executor.ts
metas:
  name: Hello
  description: Greets every Document.
`,
  'hello/executor.ts': `import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Greets every Document. */
export class Hello extends Executor {
  static override requests = { '/hello': 'greet' }

  greet({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = \`hello, \${doc.text ?? 'world'}\`
  }
}
`,
  'client.ts': `import { Flow } from '@flowdeck/runtime'

await using flow = await (await Flow.loadConfig(new URL('flow.yml', import.meta.url).pathname)).start()
for (const doc of await flow.post('/hello', [{ text: 'you' }])) console.log(doc.text)
`,
}

/** `flowdeck new`: a folder that runs as it is. @throws FlowError FLOW_EXISTS */
export async function newFlow(name: string): Promise<void> {
  const folder = resolve(name)
  try {
    await mkdir(folder)
  } catch (thrown) {
    throw new FlowError('FLOW_EXISTS', `${folder} cannot be made: ${(thrown as Error).message}`)
  }
  await mkdir(join(folder, 'hello'))
  for (const [path, text] of Object.entries(FILES)) await writeFile(join(folder, path), text)
  print(`made ${folder}\nstart it with: flowdeck flow --uses ${join(name, 'flow.yml')}`)
}
