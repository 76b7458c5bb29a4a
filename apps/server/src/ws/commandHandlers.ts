import { findCompose } from '@flowdeck/runtime'
import {
  FlowError,
  redactDeep,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type DocarrayGeneration,
  type RequestResponse,
} from '@flowdeck/shared'
import type { FlowRunner } from '../runs/FlowRunner.ts'
import type { PythonSetup } from '../runs/PythonSetup.ts'
import { sendRequest } from '../runs/sendRequest.ts'

/** Requests under way per connection. */
const MAX_REQUESTS = 16

/** What a command may touch of the connection that sent it. */
export interface CommandContext {
  runner: FlowRunner
  subscribeLogs: (runId: string) => void
  unsubscribeLogs: (runId: string) => void
  /** Resolves when the browser has room for more. */
  respond: (runId: string, requestId: string, response: RequestResponse) => Promise<void>
  python: PythonSetup
  onSetupLine: (docarray: DocarrayGeneration, line: string) => void
  /** Requests under way, by id: cancelled by command, or when the session ends. */
  requests: Map<string, AbortController>
}

type Handlers = {
  [C in CommandName]: (params: CommandParams<C>, context: CommandContext) => Promise<CommandResult<C>>
}

/** Documents are the person's own; what Executors say of their failures may hold what the Flow was started with. */
function hideSecrets(response: RequestResponse, redact: (text: string) => string): RequestResponse {
  const { status, routes } = response
  return { ...response, status: redactDeep(status, redact), routes: redactDeep(routes, redact) }
}

/** One handler per command; the compiler sees to it that none is missing. */
export const commandHandlers: Handlers = {
  'run.preflight': ({ flowId, revision, text }, { runner }) => runner.preflight(flowId, revision, text),
  'sources.check': async ({ flowId, text }, { runner }) => ({
    missing: await runner.missingSources(flowId, text),
  }),
  'run.start': async ({ flowId, revision, allow }, { runner }) => ({
    runId: await runner.start(flowId, revision, allow),
  }),
  'run.attach': async ({ flowId, address }, { runner }) => ({ runId: await runner.attach(flowId, address) }),
  'compose.find': async () => {
    try {
      return { tool: (await findCompose(process.env)).name, reason: null }
    } catch (thrown) {
      return { tool: null, reason: FlowError.from(thrown).message }
    }
  },
  'run.compose': async ({ flowId, revision, images, allow }, { runner }) => ({
    runId: await runner.startInContainers(flowId, revision, {
      ...(images ? { images } : {}),
      ...(allow ? { allow } : {}),
    }),
  }),
  'run.stop': async ({ runId, force = false }, { runner }) => {
    await runner.stop(runId, force)
    return null
  },
  'python.setup': ({ docarray }, { python, onSetupLine }) =>
    python.run(docarray, (line) => onSetupLine(docarray, line)),
  'python.cancel': async (_, { python }) => {
    python.cancel()
    return null
  },
  'run.list': async (_, { runner }) => ({ runs: runner.list() }),
  'run.endpoints': ({ runId }, { runner }) => runner.endpoints(runId),
  'request.send': async (request, { runner, requests, respond }) => {
    if (requests.has(request.requestId))
      throw new FlowError('BAD_REQUEST', `request ${request.requestId} is under way already`)
    if (requests.size >= MAX_REQUESTS)
      throw new FlowError('BAD_REQUEST', `${MAX_REQUESTS} requests are under way; wait for one, or cancel it`)
    const cancelling = new AbortController()
    requests.set(request.requestId, cancelling)
    try {
      const run = runner.find(request.runId)
      return await sendRequest(run.snapshot(), request, {
        signal: cancelling.signal,
        onResponse: (response) =>
          respond(
            request.runId,
            request.requestId,
            hideSecrets(response, (text) => run.redact(text)),
          ),
      })
    } finally {
      requests.delete(request.requestId)
    }
  },
  'request.cancel': async ({ requestId }, { requests }) => {
    requests.get(requestId)?.abort()
    return null
  },
  'logs.subscribe': async ({ runId }, { subscribeLogs }) => {
    subscribeLogs(runId)
    return null
  },
  'logs.unsubscribe': async ({ runId }, { unsubscribeLogs }) => {
    unsubscribeLogs(runId)
    return null
  },
}
