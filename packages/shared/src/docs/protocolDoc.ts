import type { z } from 'zod/mini'
import { EVENTS, type EventType } from '../protocol/events.ts'
import { CLOSE, COMMANDS, type CommandName } from '../protocol/messages.ts'
import { ROUTES, type Route, type RouteName } from '../protocol/routes.ts'

/** What a success of each route answers. */
const ANSWERS: Record<RouteName, string> = {
  'workspace.read': 'name, version, Flows with title, revision, whether there is a draft',
  'catalog.read': 'Executors found in the workspace by reading its sources; paths are relative to `flow`',
  'answer.read':
    'a whole answer of the playground that was too large for its event; `ANSWER_NOT_FOUND` when it is kept no more',
  'templates.read': 'Flows to begin with, each with its files and a request',
  'template.use': 'the file; the files of the template are copied beside it',
  'flow.create': 'the file; 409 when it exists',
  'flow.read': 'text, revision, layout, draft',
  'flow.save': 'the new revision; 409 with the present text when `revision` is not the present one',
  'flow.delete': '',
  'layout.save': '',
  'draft.read': 'the draft, also of a Flow whose file is gone, or null',
  'draft.save': '409 with the draft of another tab, unless its `savedAt` is `over`',
  'draft.delete': 'with a query, only a draft of that tab or with that `savedAt` goes',
  'versions.read': 'versions, newest first, without their texts',
  'version.create': 'what is on disk has a name; 409 when it is not `revision`',
  'version.read': 'the version with text and layout',
  'version.rename': 'the renamed version; the name `null` takes the name away',
  'version.delete': '',
  'ticket.create': '`ticket` for the WebSocket: one use, 30 s',
  'health.read': '`{ok: true}`, without a token',
}

/** What the reply of each command holds. */
const REPLIES: Record<CommandName, string> = {
  'run.preflight':
    'processes with argument lists, ports and names of variables; problems with their fixes; of the unsaved `text` if there is one',
  'sources.check':
    '`missing`: the Executor or `gateway`, the key and the words for each source that is not on the disk',
  'run.start': '`runId`. With `run.compose` all that starts any',
  'run.attach': "`runId` of a run that somebody else's Gateway is asked about; starts nothing",
  'compose.find':
    "`tool`, a Compose command line that works on the server's machine, or the `reason` why none does",
  'run.compose': '`runId`, before images are built. `images` as chosen for exports',
  'run.stop': 'null, when nothing is left',
  'python.setup': '`path`, when the environment is there; lines come as `python.setup` events',
  'python.cancel': 'null',
  'run.list': 'runs',
  'run.endpoints': 'endpoints, the Executors each reaches, and whether it streams',
  'request.send': 'number of answers and time; the answers come as events meanwhile',
  'request.cancel': 'null',
  'logs.subscribe': 'null; kept lines first, then what comes',
  'logs.unsubscribe': 'null',
}

/** When the server sends each event. */
const WHEN: Record<EventType, string> = {
  snapshot: 'first, and whenever events were lost',
  run: 'a run began, changed or ended; all of it',
  logs: 'lines of a run that was subscribed to',
  'request.response':
    'one answer of the Gateway, with what went into each Executor and came out (`passages`) and its id on the wire, which log lines carry too',
  'python.setup': 'the tools that make a Python environment printed a line',
  'flow.changed': 'a file was saved, changed outside, or deleted',
}

/** What each close code means, and whether the page connects again. */
const CLOSED: Record<keyof typeof CLOSE, readonly [meaning: string, reconnect: boolean]> = {
  HELLO_EXPECTED: ['no `hello` (P1)', false],
  UNAUTHORIZED: ['the token is no longer good', false],
  IDLE: ['silence (P8)', true],
  VERSION: ['version (P2)', false],
  TOO_SLOW: ['too much was waiting for this client (2.5 MiB)', true],
  RESTART: ['the server is stopping', true],
}

/** Writes the tables of routes, commands, events and close codes between their marks in `docs/protocol.md`. */
export function fillProtocolDoc(doc: string): string {
  const tables = {
    routes: table(
      ['Route', 'Takes', 'Gives'],
      names(ROUTES).map((name) => {
        const route: Route = ROUTES[name]
        const status = route.created ? '201' : route.answer === null ? '204' : ''
        const answer = [status, ANSWERS[name]].filter((text) => text !== '').join('; ')
        return [code(`${route.method} ${route.path}`), listInput(route), answer]
      }),
    ),
    commands: table(
      ['Command', 'Takes', 'Gives'],
      names(COMMANDS).map((name) => [code(name), listKeys(COMMANDS[name].params), REPLIES[name]]),
    ),
    events: table(
      ['Event', 'Holds', 'When'],
      names(EVENTS).map((name) => [code(name), listKeys(EVENTS[name], ['type', 'seq']), WHEN[name]]),
    ),
    'close codes': table(
      ['Close code', 'Meaning', 'Reconnect'],
      names(CLOSE).map((name) => [String(CLOSE[name]), CLOSED[name][0], CLOSED[name][1] ? 'yes' : 'no']),
    ),
  }
  return Object.entries(tables).reduce((text, [name, rows]) => {
    const [before, rest, ...more] = text.split(`<!-- ${name}: generated by \`npm run generate\` -->\n`)
    const end = rest?.indexOf('<!-- end -->')
    if (rest === undefined || more.length > 0 || end === undefined || end < 0)
      throw new Error(`docs/protocol.md has no place for the table of ${name}`)
    return `${before}<!-- ${name}: generated by \`npm run generate\` -->\n\n${rows}\n${rest.slice(end)}`
  }, doc)
}

const names = <T extends object>(of: T) => Object.keys(of) as (keyof T & string)[]
const code = (name: string) => `\`${name}\``

/** What a route takes in its query and its body. */
function listInput({ query, body }: Route): string {
  return [query && `query ${listKeys(query)}`, body && listKeys(body)]
    .filter((text) => text !== undefined && text !== '')
    .join('; ')
}

/** The keys of an object schema; those that may be left out end in `?`. */
function listKeys(schema: z.ZodMiniObject, without: readonly string[] = []): string {
  return Object.entries(schema.shape)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => code(`${key}${value._zod.def.type === 'optional' ? '?' : ''}`))
    .join(', ')
}

/** A Markdown table as Prettier writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('')
}
