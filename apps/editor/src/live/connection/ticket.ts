import { HttpError, callRoute } from '../../api/http.ts'
import { t } from '../../i18n/t.ts'

export type TicketAnswer =
  | { type: 'ticket'; ticket: string }
  | { type: 'refused'; message: string }
  | { type: 'unreachable'; message: string }

/** Asks for a one-use ticket: a WebSocket cannot carry the Authorization header, and a token in its URL would be logged. */
export async function fetchTicket(token: string): Promise<TicketAnswer> {
  try {
    const { ticket } = await callRoute('ticket.create', { body: {} }, { token })
    return { type: 'ticket', ticket }
  } catch (error) {
    if (error instanceof HttpError && (error.status === 401 || error.status === 403))
      return {
        type: 'refused',
        message: t('The server refused the access token. Open the address that it printed when it started.'),
      }
    if (error instanceof HttpError && error.status > 0)
      return {
        type: 'unreachable',
        message: t('The server answered {{status}} instead of a ticket.', { status: error.status }),
      }
    return { type: 'unreachable', message: t('The Flowdeck server does not answer.') }
  }
}
