import { askGateway, type GatewayState } from './askGateway.ts'
import type { GatewayServer } from './gatewayAddress.ts'

/** Milliseconds from one answer to the next question. */
const ASK_EVERY_MS = 2000

/** Asks a Gateway again and again whether its Flow is ready, and tells each answer; returns how to stop that. */
export function watchGateway(server: GatewayServer, onAnswer: (told: GatewayState) => void): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const later = () => {
    timer = setTimeout(() => {
      void askGateway(server).then((told) => {
        if (stopped) return
        onAnswer(told)
        later()
      })
    }, ASK_EVERY_MS)
    timer.unref()
  }
  later()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
