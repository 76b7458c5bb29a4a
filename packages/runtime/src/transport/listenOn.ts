import type { AddressInfo, Server } from 'node:net'

/** Opens a server's port and gives the real one. @throws NodeJS.ErrnoException EADDRINUSE and the like */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // Later errors belong to single connections, which have their own listeners.
      server.on('error', () => {})
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}
