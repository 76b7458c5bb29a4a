// The floor for gRPC: answers every call with the message it got.
import { createServer } from 'node:http2'

const server = createServer({ settings: { initialWindowSize: 4 * 1024 * 1024 } })
server.on('stream', (stream) => {
  const chunks = []
  stream.on('data', (chunk) => chunks.push(chunk))
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
