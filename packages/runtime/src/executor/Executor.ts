import type { Document, JsonObject } from '@flowdeck/shared'

/** What a method of an Executor gets beside its documents. */
export interface RequestContext {
  /** The documents of the request; change them in place, or return others. */
  docs: Document[]
  /** Parameters meant for this Executor; numbers are doubles. */
  parameters: JsonObject
  /** The endpoint that was asked, e.g. `/search`. */
  endpoint: string
  /** One list per branch at a join that does not reduce; else one entry (Jina 3.x: `docs_matrix`). */
  docsMatrix: Document[][]
  /** Aborts when the caller is gone. */
  signal: AbortSignal
}

/** Nothing: `docs` as they are now. A list: these documents instead. An object: goes to `__results__`, documents unchanged. */
export type RequestResult = void | Document[] | JsonObject

/** Endpoint → method name. `/default` answers every endpoint that is not listed. */
export type Requests<T> = Record<
  string,
  {
    [K in keyof T]: T[K] extends (context: RequestContext) => RequestResult | Promise<RequestResult>
      ? K
      : never
  }[keyof T]
>

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
  static requests: Record<string, string> = {}
  /** Endpoint or method name → how its requests are gathered for one call (Jina 3.x: `@dynamic_batching`). */
  static batching: Record<string, Batching> = {}
  /** Set by the runtime before the constructor of a subclass runs. */
  readonly runtimeArgs: RuntimeArgs = pending.runtimeArgs
  readonly metas: Metas = pending.metas

  /** Folder for this Executor's own data: `<workspace>/<name>[/<shard>]` (Jina 3.x). Not created until you do. */
  get workspace(): string | null {
    const base = this.runtimeArgs.workspace ?? this.metas.workspace ?? null
    if (base === null) return null
    const shard = this.runtimeArgs.shards > 1 ? `/${this.runtimeArgs.shard_id}` : ''
    return `${base}/${this.metas.name}${shard}`
  }

  /** Called once when the Executor stops, before its process ends. */
  close(): void | Promise<void> {}
}

export type ExecutorClass = (new (args: JsonObject) => object) & {
  requests?: Record<string, string>
  batching?: Record<string, Batching>
}

const pending: { runtimeArgs: RuntimeArgs; metas: Metas } = {
  runtimeArgs: { name: 'executor', workspace: null, shard_id: 0, shards: 1, replica_id: 0, replicas: 1 },
  metas: { name: 'Executor' },
}

/** Makes an instance that knows its place from its first line on. What the constructor throws goes through. */
export function construct(
  executorClass: ExecutorClass,
  { runtimeArgs, metas, args }: { runtimeArgs: RuntimeArgs; metas: Metas; args: JsonObject },
): object {
  pending.runtimeArgs = runtimeArgs
  pending.metas = metas
  return new executorClass(args)
}
