import { Flow } from '@flowdeck/runtime'

await using flow = await new Flow({ protocol: ['grpc', 'http'] })
  .add({ name: 'foo', uses: '../hello/foo.ts' })
  .add({ name: 'shout', uses: '../hello/shout.ts', replicas: 2 })
  .start()

for (const doc of await flow.post('/bar', [{ text: 'hello' }, { text: 'world' }])) {
  console.log(doc.text)
}
