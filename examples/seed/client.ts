import { Client } from '@flowdeck/runtime'

const client = new Client({ port: 12345 })
const docs = await client.post('/bar', [{ text: 'one' }, { text: 'two' }], {
  onDone: (response) => console.log(`${response.docs.length} documents answered`),
})
console.log(docs.map((doc) => doc.text))
client.close()
