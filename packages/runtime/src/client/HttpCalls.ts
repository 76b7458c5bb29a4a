import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { tlsOptions, type TlsTrust } from './tlsTrust.ts'

export interface HttpReply {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

interface CallOptions {
  body?: string | Buffer
  headers?: Record<string, string>
  signal: AbortSignal
}

/** Milliseconds after which an unused connection is closed: sooner than by uvicorn (5 s), so that no request meets its end. */
const IDLE_MS = 3000

/** HTTP calls to one server, over connections that are used again. */
export class HttpCalls {
  /** `http://host:port` or `https://host:port`. */
  readonly base: string
  private readonly agent: PlainAgent | TlsAgent
  private readonly request: typeof plainRequest

  constructor(address: string, tls: TlsTrust | null) {
    this.base = `${tls ? 'https' : 'http'}://${address}`
    const reuse = { keepAlive: true, timeout: IDLE_MS }
    this.agent = tls ? new TlsAgent({ ...reuse, ...tlsOptions(tls) }) : new PlainAgent(reuse)
    this.request = tls ? tlsRequest : plainRequest
  }

  /** Resolves as soon as the head of the answer is there; the body is still to be read. @throws the network's errors */
  open(method: 'GET' | 'POST', path: string, { body, headers = {}, signal }: CallOptions) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const sent =
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const call = this.request(
        this.base + path,
        { method, headers: { ...sent, ...headers }, signal, agent: this.agent },
        resolve,
      )
      call.on('error', reject)
      call.end(body)
    })
  }

  /** The whole answer. @throws the network's errors */
  async text(method: 'GET' | 'POST', path: string, options: CallOptions): Promise<HttpReply> {
    const response = await this.open(method, path, options)
    return { status: response.statusCode ?? 500, headers: response.headers, text: await textOf(response) }
  }

  /** The body of a `GET`, as JSON; null when there is no good answer. */
  async json(path: string, signal: AbortSignal): Promise<unknown> {
    try {
      const { status, text } = await this.text('GET', path, { signal })
      return status === 200 ? (JSON.parse(text) as unknown) : null
    } catch {
      return null
    }
  }

  close(): void {
    this.agent.destroy()
  }
}

export async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
