import { FlowError } from '@flowdeck/shared'
import { command } from '../connection/connect.ts'
import type { RequestDraft, SentRequest } from '../state/sentRequest.ts'
import { addRequest, updateRequest, useLive } from '../state/useLive.ts'
import { showRequest } from './playgroundStore.ts'
import { t } from '../../i18n/t.ts'

/** Sends a request to the Flow's run and follows it in `useLive().requests`; what goes wrong is written there. */
export async function sendRequest(flowId: string, request: RequestDraft): Promise<void> {
  const run = useLive.getState().runs[flowId]
  if (!run) return
  const requestId = newRequestId()
  const sent: SentRequest = {
    requestId,
    flowId,
    runId: run.runId,
    sentAt: Date.now(),
    request,
    state: 'running',
    responses: [],
    ms: null,
    error: null,
  }
  addRequest(sent)
  showRequest(flowId, null)
  try {
    const { ms } = await command('request.send', { ...withoutCopies(request), runId: run.runId, requestId })
    updateRequest(requestId, { state: 'done', ms })
  } catch (thrown) {
    const error = FlowError.from(thrown)
    updateRequest(
      requestId,
      error.code === 'REQUEST_CANCELLED' ? { state: 'cancelled' } : { state: 'failed', error: error.message },
    )
  }
}

/** What its exact text says is not sent twice. */
function withoutCopies(request: RequestDraft): RequestDraft {
  const { exact, docs, parameters } = request
  return {
    ...request,
    docs: exact?.docs === undefined ? docs : [],
    parameters: exact?.parameters === undefined ? parameters : {},
  }
}

/** Asks the server to give the request up; its `request.send` then ends as cancelled. */
export async function cancelRequest(requestId: string): Promise<void> {
  try {
    await command('request.cancel', { requestId })
  } catch (thrown) {
    const sent = useLive.getState().requests.find((request) => request.requestId === requestId)
    if (sent?.state === 'running')
      updateRequest(requestId, {
        error: t('It could not be cancelled: {{message}}', { message: FlowError.from(thrown).message }),
      })
  }
}

function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
