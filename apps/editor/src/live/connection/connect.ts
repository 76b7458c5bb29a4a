import {
  FlowError,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type EventOf,
  type EventType,
  type ServerEvent,
} from '@flowdeck/shared'
import { forgetLogsExcept, takeLogs } from '../state/logs.ts'
import { reduceEvent, type StateEvent } from '../state/reduceEvent.ts'
import { useLive } from '../state/useLive.ts'
import { LiveSocket } from './LiveSocket.ts'
import { t } from '../../i18n/t.ts'

let live: LiveSocket | null = null
type FlowChangedListener = (flowId: string, revision: string | null) => void
const setupListeners = new Set<(event: EventOf<'python.setup'>) => void>()
const flowListeners = new Set<FlowChangedListener>()
/** Run id → how many panels read its log. */
const logReaders = new Map<string, number>()

/** Connects this tab to the server and keeps it connected. A second call replaces the first connection. */
export function connect(token: string): void {
  live?.close()
  live = new LiveSocket(token, {
    connection: (connection, connectionMessage, retryAt) =>
      useLive.setState({ connection, connectionMessage, retryAt }),
    // A resumed session replays what it numbered, but nobody numbered log lines meanwhile; known lines are skipped.
    welcome: () => {
      for (const runId of logReaders.keys()) subscribe(runId)
    },
    unknown: () => useLive.setState(({ unknownMessages }) => ({ unknownMessages: unknownMessages + 1 })),
    event: takeEvent,
  })
}

/** Tries to reconnect at once. */
export const reconnectNow = () => live?.retryNow()

if (typeof window !== 'undefined') {
  window.addEventListener('online', reconnectNow)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') reconnectNow()
  })
}

/**
 * Sends a command and resolves with its reply.
 * @throws FlowError what the server answered, or CONNECTION_LOST
 */
export async function command<C extends CommandName>(
  name: C,
  params: CommandParams<C>,
): Promise<CommandResult<C>> {
  if (!live)
    throw new FlowError(
      'CONNECTION_LOST',
      t('{{name}}: this page is not connected to a Flowdeck server.', { name }),
    )
  return await live.command(name, params)
}

/** Calls back when a Flow file was saved, changed or deleted (`revision` null), here or elsewhere. */
export function onFlowChanged(listener: FlowChangedListener): () => void {
  flowListeners.add(listener)
  return () => flowListeners.delete(listener)
}

/** Calls back with each line of a Python environment that is being made. */
export function onSetupLine(listener: (event: EventOf<'python.setup'>) => void): void {
  setupListeners.add(listener)
}

/** Reads the log of a run until the returned function is called. */
export function readLogs(runId: string): () => void {
  const readers = logReaders.get(runId) ?? 0
  logReaders.set(runId, readers + 1)
  if (readers === 0 && useLive.getState().connection === 'open') subscribe(runId)
  return () => {
    const left = (logReaders.get(runId) ?? 1) - 1
    if (left > 0) logReaders.set(runId, left)
    else {
      logReaders.delete(runId)
      if (useLive.getState().connection === 'open')
        command('logs.unsubscribe', { runId }).catch(() => undefined)
    }
  }
}

/** A run that is gone has no log to follow; what is shown stays. */
function subscribe(runId: string): void {
  command('logs.subscribe', { runId }).catch(() => undefined)
}

/** What this page does with each type of event; the compiler sees to it that none is missing. */
const TAKE: { [T in EventType]: (event: EventOf<T>) => void } = {
  snapshot: takeState,
  run: takeState,
  'request.response': takeState,
  logs: takeLogs,
  'flow.changed': ({ flowId, revision }) => {
    for (const listener of flowListeners) listener(flowId, revision)
  },
  'python.setup': (event) => {
    for (const listener of setupListeners) listener(event)
  },
}

function takeEvent(event: ServerEvent): void {
  // The table is by type, so the function fits the event; TypeScript cannot see that of a union.
  ;(TAKE[event.type] as (event: ServerEvent) => void)(event)
}

function takeState(event: StateEvent): void {
  const before = useLive.getState()
  const after = reduceEvent(before, event)
  if (after === before) return
  useLive.setState({ runs: after.runs, requests: after.requests })
  if (after.runs !== before.runs)
    forgetLogsExcept(new Set([...Object.values(after.runs).map(({ runId }) => runId), ...logReaders.keys()]))
}
