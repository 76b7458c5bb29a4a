import { z } from 'zod/mini'
import { docarrayGeneration, flowRun, gatewayProtocol, preflight } from '../run/runState.ts'

/**
 * The contract between editor and server over WebSocket: what is alive (runs, logs, requests).
 * Rules P1–P8 are in `docs/protocol.md`; tests cite them. What the server
 * says by itself is in `events.ts`; HTTP, for documents, is in `routes.ts`.
 */
export const PROTOCOL_VERSION = 1
/** The WebSocket subprotocol that the server selects; a one-use ticket is offered beside it as `ticket.<value>`. */
export const SUBPROTOCOL = 'flowdeck.v1'

/** Close codes of the editor's WebSocket. */
export const CLOSE = {
  /** P1: the first message was not `hello`. */
  HELLO_EXPECTED: 4400,
  /** The token was rotated or revoked. */
  UNAUTHORIZED: 4401,
  /** P2: reason is `client-too-old` or `server-too-old`; do not reconnect. */
  VERSION: 4409,
  /** P8: nothing was heard for 30 s. */
  IDLE: 4408,
  /** The browser read too slowly: more than 4 MiB were waiting. Reconnect and resume. */
  TOO_SLOW: 4413,
  /** The server is going down; reconnect later. */
  RESTART: 1012,
} as const

export const requestSend = z.strictObject({
  runId: z.string(),
  /** Made by the editor; the Gateway echoes it and events carry it. */
  requestId: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  protocol: gatewayProtocol,
  endpoint: z.string().check(z.startsWith('/'), z.maxLength(512)),
  /** Documents as JSON: in docarray's v1 form, or with the fields of their class (v2). */
  docs: z.array(z.record(z.string(), z.unknown())).check(z.maxLength(10_000)),
  parameters: z.record(z.string(), z.unknown()),
  /** JSON texts that count in place of those: JavaScript would change a number of them, such as `1.0` or 2^53 + 1. */
  exact: z.optional(z.strictObject({ docs: z.optional(z.string()), parameters: z.optional(z.string()) })),
  targetExecutor: z.optional(z.string().check(z.maxLength(256))),
  /** Documents per request on the wire; Jina's default is 100. */
  requestSize: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  /** The endpoint answers document by document: each is an answer of its own, as it comes. */
  stream: z.optional(z.boolean()),
})
export type RequestSend = z.infer<typeof requestSend>

const status = z.object({
  code: z.number(),
  description: z.string(),
  exception: z.nullable(
    z.object({
      name: z.string(),
      args: z.array(z.string()),
      stacks: z.array(z.string()),
      executor: z.string(),
    }),
  ),
})
export const route = z.object({
  executor: z.string(),
  startTime: z.nullable(z.string()),
  endTime: z.nullable(z.string()),
  status: z.nullable(status),
})

/** A number that stands otherwise in JSON: where, and its text (`9007199254740993`, `NaN`, `-Infinity`, `-0.0`). */
export const placedNumber = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  text: z.string(),
})
export type PlacedNumber = z.infer<typeof placedNumber>

/** One answer of the Gateway as the playground shows it. A request of 250 documents gives three. */
export const requestResponse = z.object({
  /** 0 for the first answer of this request. */
  index: z.number(),
  /** The id on the wire: the playground's own for the first of several requests. Log lines carry it. */
  wireId: z.optional(z.string()),
  /** Milliseconds from sending to this answer, measured at the server around the Gateway call. */
  ms: z.number(),
  status: z.nullable(status),
  parameters: z.nullable(z.record(z.string(), z.unknown())),
  routes: z.array(route),
  docs: z.array(z.record(z.string(), z.unknown())),
  /**
   * The answer was too large to be shown whole: how many documents are missing, how many bytes of JSON all of it has, and whether
   * `GET /api/answers/:requestId/:index` gives it whole.
   */
  leftOut: z.optional(z.object({ docs: z.number(), bytes: z.number(), kept: z.optional(z.boolean()) })),
  /** What went into each Executor and what came out; left out when it would be too much. */
  passages: z.optional(
    z.array(
      z.object({
        executor: z.string(),
        docsIn: z.array(z.record(z.string(), z.unknown())),
        docsOut: z.array(z.record(z.string(), z.unknown())),
      }),
    ),
  ),
  /** Numbers in `parameters`, `docs` and `passages` that JSON cannot hold, at most 1,000. */
  exact: z.optional(z.array(placedNumber)),
})
export type RequestResponse = z.infer<typeof requestResponse>

/** Endpoints that the running Flow answers, and which Executors each reaches. */
export const endpoints = z.object({
  endpoints: z.array(
    z.object({
      endpoint: z.string(),
      executors: z.array(z.string()),
      /** It answers document by document. */
      stream: z.optional(z.boolean()),
    }),
  ),
  /** Which documents the Executors take. */
  docarray: z.optional(docarrayGeneration),
})
export type Endpoints = z.infer<typeof endpoints>

/** What a person chose about images for the exports of a Flow: the same holds for its containers. */
export const composeImages = z.strictObject({
  images: z.optional(z.enum(['jina', 'flowdeck'])),
  gateway_image: z.optional(z.string().check(z.maxLength(300))),
  image_overrides: z.optional(z.record(z.string(), z.string().check(z.maxLength(300)))),
})
export type ComposeImages = z.infer<typeof composeImages>

/** Ids of permissions that the person agrees to; the server remembers them for this file. */
const allow = z.optional(z.array(z.string()).check(z.maxLength(1000)))

const empty = z.strictObject({})

/** Command name → what it takes and what its reply holds. Every command gets exactly one reply (P3). */
export const COMMANDS = {
  /** With `text`, an unsaved text is looked at in place of the file: nothing is written before Start is confirmed. */
  'run.preflight': {
    params: z.strictObject({ flowId: z.string(), revision: z.string(), text: z.optional(z.string()) }),
    result: preflight,
  },
  /** Which sources a text names that are not on the server's disk. Looks at names and config files only. */
  'sources.check': {
    params: z.strictObject({ flowId: z.string(), text: z.string() }),
    result: z.object({
      missing: z.array(z.object({ owner: z.string(), key: z.string(), message: z.string() })),
    }),
  },
  /**
   * Only this starts processes (T1). A stale revision fails with REVISION_CONFLICT (P5); permissions that nobody agreed to fail with
   * CONSENT_NEEDED and are listed in its details.
   */
  'run.start': {
    params: z.strictObject({ flowId: z.string(), revision: z.string(), allow }),
    result: z.object({ runId: z.string() }),
  },
  /** Follows the Flow behind a Gateway that somebody else runs; run.stop lets go of it. Starts nothing. */
  'run.attach': {
    params: z.strictObject({ flowId: z.string(), address: z.string().check(z.maxLength(300)) }),
    result: z.object({ runId: z.string() }),
  },
  /** Which Compose command line works on the server's machine, or why none does. */
  'compose.find': {
    params: empty,
    result: z.object({ tool: z.nullable(z.string()), reason: z.nullable(z.string()) }),
  },
  /** Starts the Flow as containers; replies before its images are built. P5 holds here too. */
  'run.compose': {
    params: z.strictObject({
      flowId: z.string(),
      revision: z.string(),
      images: z.optional(composeImages),
      allow,
    }),
    result: z.object({ runId: z.string() }),
  },
  'run.stop': {
    params: z.strictObject({ runId: z.string(), force: z.optional(z.boolean()) }),
    result: z.null(),
  },
  /** Makes a Python environment in the workspace; replies when it is there. Lines come as `python.setup` events. */
  'python.setup': {
    params: z.strictObject({ docarray: docarrayGeneration }),
    result: z.object({ path: z.string() }),
  },
  'python.cancel': { params: empty, result: z.null() },
  'run.list': { params: empty, result: z.object({ runs: z.array(flowRun) }) },
  'run.endpoints': { params: z.strictObject({ runId: z.string() }), result: endpoints },
  /** Replies when the last answer has arrived; answers come as `request.response` events meanwhile. */
  'request.send': { params: requestSend, result: z.object({ responses: z.number(), ms: z.number() }) },
  'request.cancel': { params: z.strictObject({ requestId: z.string() }), result: z.null() },
  /** Sends what is kept (at most 5,000 lines) and then what comes, for one run. */
  'logs.subscribe': { params: z.strictObject({ runId: z.string() }), result: z.null() },
  'logs.unsubscribe': { params: z.strictObject({ runId: z.string() }), result: z.null() },
} as const satisfies Record<string, { params: z.ZodMiniType; result: z.ZodMiniType }>

export type CommandName = keyof typeof COMMANDS
export type CommandParams<C extends CommandName> = z.infer<(typeof COMMANDS)[C]['params']>
export type CommandResult<C extends CommandName> = z.infer<(typeof COMMANDS)[C]['result']>

export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocolVersion: z.number(),
    /** P4: what to resume; the server replays what it still holds, else sends `snapshot` first. */
    resume: z.optional(z.strictObject({ sessionId: z.string(), lastSeq: z.number() })),
  }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({
    type: z.literal('command'),
    id: z.string().check(z.maxLength(64)),
    command: z.string(),
    params: z.unknown(),
  }),
])
export type ClientMessage = z.infer<typeof clientMessage>
