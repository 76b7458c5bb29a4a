import { DeploymentError } from '../networking/DeploymentError.ts'
import { STATUS, type RpcError } from '../transport/rpcError.ts'

/** RFC 6455: bytes of the reason in a close frame. */
const MAX_BYTES = 123

/** A text that fits into a close frame. */
export function shortenReason(text: string): string {
  if (fits(text)) return text
  const characters = Array.from(text).slice(0, MAX_BYTES)
  while (!fits(`${characters.join('')}…`)) characters.pop()
  return `${characters.join('')}…`
}

/** Why a connection closes whose request reached no Executor. Jina 3.x: the details, or the address alone when they don't fit. */
export function describeNetworkError(error: RpcError): string {
  const timedOut = error.code === STATUS.DEADLINE_EXCEEDED
  const places = error instanceof DeploymentError ? [error.addresses, error.deployment] : []
  const texts = places.map((place) =>
    timedOut
      ? `Connection to deployment at ${place} timed out. You can adjust \`timeout_send\` attribute.`
      : `Network error while connecting to deployment at ${place}. It may be down.`,
  )
  return [error.details, ...texts].find(fits) ?? shortenReason(error.details)
}

const fits = (text: string) => Buffer.byteLength(text) <= MAX_BYTES
