import { clientMessage, type ClientMessage } from '@flowdeck/shared'

/** A client's message, checked; null when it is none. */
export function readMessage(text: string): ClientMessage | null {
  try {
    const parsed = clientMessage.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** P3: whatever carries an id gets an answer with it. */
export function idOf(text: string): string {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' ? id.slice(0, 64) : ''
  } catch {
    return ''
  }
}
