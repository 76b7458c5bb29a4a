import { t } from '../../i18n/t.ts'

export type TicketAnswer =
  | { type: 'ticket'; ticket: string }
  | { type: 'refused'; message: string }
  | { type: 'unreachable'; message: string }

/** Asks for a one-use ticket: a WebSocket cannot carry the Authorization header, and a token in its URL would be logged. */
export async function fetchTicket(token: string): Promise<TicketAnswer> {
  let response: Response
  try {
    response = await fetch('/api/ws-ticket', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: '{}',
    })
  } catch {
    return { type: 'unreachable', message: t('The Flowdeck server does not answer.') }
  }
  if (response.status === 401 || response.status === 403)
    return {
      type: 'refused',
      message: t('The server refused the access token. Open the address that it printed when it started.'),
    }
  const answer = (await response.json().catch(() => null)) as { ticket?: unknown } | null
  if (!response.ok || typeof answer?.ticket !== 'string')
    return {
      type: 'unreachable',
      message: t('The server answered {{status}} instead of a ticket.', { status: response.status }),
    }
  return { type: 'ticket', ticket: answer.ticket }
}
