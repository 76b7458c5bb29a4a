import type { Document, JsonObject } from '@flowdeck/shared'
import type { Instrument } from '../telemetry/instruments.ts'
import type { DocType } from './docType.ts'

/** What a method of an Executor is called with. `T` is the class of its Documents, `P` that of its parameters. */
export interface RequestContext<T = Document, P = JsonObject> {
  /** The documents of the request; change them in place, or return others. */
  docs: T[]
  /** The one document that a method with `single`, or a generator, is called for; else the first. */
  doc: T
  /** Parameters meant for this Executor; numbers are doubles. */
  parameters: P
  /** The endpoint that was asked, e.g. `/search`. */
  endpoint: string
  /** One list per branch at a join that does not reduce; else one entry (Jina 3.x: `docs_matrix`). */
  docsMatrix: T[][]
  /** The lists of `docsMatrix` by the name of the Executor that gave them, `gateway` for the request itself (Jina 3.x: `docs_map`). */
  docsMap: ReadonlyMap<string, T[]>
  /** Aborts when the caller is gone. */
  signal: AbortSignal
}

/**
 * Nothing: `docs` as they are now. A list: these documents instead. An object: goes to `__results__`, documents unchanged; with `single`
 * it is the document instead. A generator (`async *`) yields documents one by one.
 */
export type RequestResult = void | null | object

type MethodOf<T> = {
  [K in keyof T]: T[K] extends (context: never) => RequestResult | Promise<RequestResult> ? K : never
}[keyof T]

/** What answers an endpoint: a method, and what its documents are (docarray v2). */
export interface EndpointBinding<M = string> {
  method: M
  /** Class of the documents that come in, made by `doc` of `@flowdeck/runtime/docs`. They are checked before the method is called. */
  input?: DocType
  /** Class of the documents that go out; that of the input unless told. */
  output?: DocType
  /** What the parameters must be, made by `parameters` of `@flowdeck/runtime/docs`. */
  parameters?: DocType
  /** Called once per document, with `doc`, and returns one (Jina 3.x: a method that takes `doc`). */
  single?: boolean
}

/** Endpoint → method name, or a method with the class of its documents. `/default` answers every endpoint that is not listed. */
export type Requests<T> = Record<string, MethodOf<T> | EndpointBinding<MethodOf<T>>>

/** Options of dynamic batching, as Jina's YAML spells them. */
export interface Batching {
  /** Documents that are worth a call; 4 unless told. */
  preferred_batch_size?: number
  /** Milliseconds that a Document waits for others at most; 10,000 unless told. */
  timeout?: number
  /** Hand over everything that waits, also more than the preferred size. */
  flush_all?: boolean
  /** False switches it off. */
  use_dynamic_batching?: boolean
}

/** What the runtime tells an Executor about its place (Jina 3.x: `runtime_args`). */
export interface RuntimeArgs {
  /** The Executor's name in the Flow. */
  name: string
  workspace: string | null
  shard_id: number
  shards: number
  replica_id: number
  replicas: number
}

export interface Metas {
  name: string
  description?: string
  workspace?: string
}

/** Where an Executor's own measurements go. */
type Observe = (instrument: Instrument, seconds: number) => void

/**
 * Base class of Executors. A subclass lists its endpoints in `static requests`; `uses_with` arrives in the constructor:
 *
 *     export class Foo extends Executor {
 *       static override requests = { '/bar': 'foo' }
 *       foo({ docs }: RequestContext) { for (const doc of docs) doc.text = 'foo was here' }
 *     }
 */
export class Executor {
  /** Endpoint → method name; inherited endpoints stay unless a subclass lists them again. */
  static requests: Record<string, string | EndpointBinding> = {}
  /** Endpoint or method name → how its requests are gathered for one call (Jina 3.x: `@dynamic_batching`). */
  static batching: Record<string, Batching> = {}
  /** Set by the runtime before the constructor of a subclass runs. */
  readonly runtimeArgs: RuntimeArgs = pending.runtimeArgs
  readonly metas: Metas = pending.metas
  readonly #observe: Observe = pending.observe

  /** Folder for this Executor's own data: `<workspace>/<name>[/<shard>]` (Jina 3.x). Not created until you do. */
  get workspace(): string | null {
    const base = this.runtimeArgs.workspace ?? this.metas.workspace ?? null
    if (base === null) return null
    const shard = this.runtimeArgs.shards > 1 ? `/${this.runtimeArgs.shard_id}` : ''
    return `${base}/${this.metas.name}${shard}`
  }

  /**
   * Runs `work` and tells how long it took, in seconds, even if it fails, under the name `jina_<name>` (Jina 3.x: `self.monitor`), where the Flow asks for
   * `monitoring` or `metrics`.
   */
  monitor<T>(name: string, documentation: string, work: () => T): T {
    const start = performance.now()
    const tell = () =>
      this.#observe(
        { kind: 'summary', name, help: documentation, labels: [] },
        (performance.now() - start) / 1000,
      )
    let result: T
    try {
      result = work()
    } catch (thrown) {
      tell()
      throw thrown
    }
    if (result instanceof Promise) return result.finally(tell) as T
    tell()
    return result
  }

  /** Called once when the Executor stops, before its process ends. */
  close(): void | Promise<void> {}
}

export type ExecutorClass = (new (args: JsonObject) => object) & {
  requests?: Record<string, string | EndpointBinding>
  batching?: Record<string, Batching>
}

const pending: { runtimeArgs: RuntimeArgs; metas: Metas; observe: Observe } = {
  runtimeArgs: { name: 'executor', workspace: null, shard_id: 0, shards: 1, replica_id: 0, replicas: 1 },
  metas: { name: 'Executor' },
  observe: () => {},
}

/** Makes an instance that knows its place from its first line on. What the constructor throws goes through. */
export function construct(
  executorClass: ExecutorClass,
  {
    runtimeArgs,
    metas,
    args,
    observe = () => {},
  }: { runtimeArgs: RuntimeArgs; metas: Metas; args: JsonObject; observe?: Observe },
): object {
  pending.runtimeArgs = runtimeArgs
  pending.metas = metas
  pending.observe = observe
  return new executorClass(args)
}
