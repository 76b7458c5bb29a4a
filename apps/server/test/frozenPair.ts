import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

/** Both ends of a real socket; the client does not read until it is told to. */
export async function frozenPair(): Promise<{ server: WebSocket; client: WebSocket; thaw: () => void }> {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  onTestFinished(() => listening.close())
  await new Promise((resolve) => listening.once('listening', resolve))
  const accepted = new Promise<WebSocket>((resolve) => listening.once('connection', resolve))
  const client = new WebSocket(`ws://127.0.0.1:${(listening.address() as AddressInfo).port}`)
  const server = await accepted
  await new Promise((resolve) => client.once('open', resolve))
  onTestFinished(() => {
    client.terminate()
    server.terminate()
  })
  const { _socket } = client as unknown as { _socket: Socket }
  _socket.pause()
  return { server, client, thaw: () => _socket.resume() }
}
