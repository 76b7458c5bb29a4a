/** A tensor as plain data. `dtype` is NumPy's array-protocol string (`<f4`, `<i8`, `|u1`); `buffer` is C-order raw bytes. */
export interface NdArray {
  shape: number[]
  dtype: string
  buffer: Uint8Array
}

export interface NamedScore {
  value: number
  op_name?: string
  description?: string
  ref_id?: string
}

/** Any JSON value; what `tags` and `parameters` hold (numbers are doubles on the wire). */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/**
 * One Document (docarray v1 fields, Jina 3.x `DocumentProto`). An absent field is unset.
 * `text`, `blob` and `tensor` exclude each other on the wire (a oneof).
 */
export interface Document {
  id: string
  text?: string
  blob?: Uint8Array
  tensor?: NdArray
  embedding?: NdArray
  tags?: JsonObject
  uri?: string
  mime_type?: string
  modality?: string
  weight?: number
  granularity?: number
  adjacency?: number
  parent_id?: string
  offset?: number
  location?: number[]
  chunks?: Document[]
  matches?: Document[]
  scores?: Record<string, NamedScore>
  evaluations?: Record<string, NamedScore>
  /** What docarray keeps for itself, such as the schema of a multi-modal dataclass (Jina 3.x: `Document._metadata`). */
  _metadata?: JsonObject
}

/** The fields of a Document, in the order in which they are written. */
export const DOCUMENT_KEYS = [
  'id',
  'parent_id',
  'granularity',
  'adjacency',
  'blob',
  'tensor',
  'mime_type',
  'text',
  'weight',
  'uri',
  'tags',
  'offset',
  'location',
  'embedding',
  'modality',
  'evaluations',
  'scores',
  'chunks',
  'matches',
  '_metadata',
] as const satisfies readonly (keyof Document)[]

/** A Document as the v1 HTTP and WebSocket JSON shows it: `blob` is base64, tensors are nested lists or `{shape, dtype, base64}` on input. */
export type DocumentJson = JsonObject

/** Jina's status of a request or route. */
export interface StatusJson {
  code: number
  description: string
  exception: { name: string; args: string[]; stacks: string[]; executor: string } | null
}

/** One Executor's share of a request. Times are ISO 8601; a skipped Executor has no end time. */
export interface RouteJson {
  executor: string
  startTime: string | null
  endTime: string | null
  status: StatusJson | null
}

/** A whole answer, in the camelCase spelling of the v1 HTTP surface. */
export interface DataResponseJson {
  header: {
    requestId: string
    status: StatusJson | null
    execEndpoint: string | null
    targetExecutor: string | null
  }
  parameters: JsonObject | null
  routes: RouteJson[] | null
  data: DocumentJson[]
}
