import type { Document, JsonObject } from '@flowdeck/shared'
import { keepOrigin } from '../data/docProto.ts'
import { checked } from '../executor/docType.ts'
import type { EndpointBinding, RequestContext } from '../executor/Executor.ts'

/** A call of an Executor's method, before its documents and parameters were checked. */
export interface MethodCall {
  executor: object
  binding: EndpointBinding
  endpoint: string
  docs: Document[]
  docsMatrix: Document[][]
  /** Who gave each list of `docsMatrix`; read when a method asks. */
  givers: () => readonly string[]
  parameters: JsonObject
  /** Made when somebody asks: most methods never do. */
  signal: () => AbortSignal
}

/** What a method left: its documents, and what it returned beside them. */
export interface MethodResult {
  docs: Document[]
  /** Goes to `__results__`. */
  result: JsonObject | null
}

/**
 * Calls the method with its documents; a `single` one once per document.
 * @throws ValidationError, TypeError for a result of the wrong kind, and whatever the method throws
 */
export async function callMethod(call: MethodCall): Promise<MethodResult> {
  const { binding, docs } = call
  const context = contextOf(call)
  if (!binding.single) {
    const { docs: made, result } = resultOf(call, context.docs, await invoke(call, context))
    return { docs: made.map((doc, i) => asOutput(binding, doc, `result[${i}]`)), result }
  }
  const made: Document[] = []
  for (const [i, doc] of context.docs.entries()) {
    const one: unknown = await invoke(call, { ...context, doc, docs: [doc], docsMatrix: [[doc]] })
    if (one === undefined || one === null) made.push(asOutput(binding, doc, `result[${i}]`))
    else if (typeof one === 'object' && !Array.isArray(one))
      made.push(asOutput(binding, withId(one, docs[i]), `result[${i}]`))
    else throw wrongResult(call, 'a document or nothing', one)
  }
  return { docs: made, result: null }
}

/**
 * Calls a generator with the one document of a stream.
 * @throws as callMethod, also while iterating
 */
export async function* callGenerator(call: MethodCall): AsyncGenerator<Document> {
  const context = contextOf(call)
  for await (const doc of invoke(call, context) as AsyncIterable<unknown>) {
    if (typeof doc !== 'object' || doc === null || Array.isArray(doc))
      throw wrongResult(call, 'documents, one by one', doc)
    yield asOutput(call.binding, withId(doc, undefined), 'result')
  }
}

/** Whether the method of a binding is an `async *`, which answers document by document. */
export function isGenerator(executor: object, { method }: EndpointBinding): boolean {
  const found = (executor as Record<string, unknown>)[method]
  return typeof found === 'function' && found.constructor.name === 'AsyncGeneratorFunction'
}

function contextOf({
  binding,
  docs,
  docsMatrix,
  givers,
  parameters,
  endpoint,
  signal,
}: MethodCall): RequestContext {
  const { input } = binding
  const fit = (doc: Document, i: number) =>
    input ? keepOrigin(checked(input, doc, `docs[${i}]`) as Document, doc) : doc
  const typed = input ? docs.map(fit) : docs
  const matrix =
    input && docsMatrix.length === 1 ? [typed] : docsMatrix.map((part) => (input ? part.map(fit) : part))
  let map: Map<string, Document[]> | undefined
  return {
    docs: typed,
    doc: typed[0] as Document,
    docsMatrix: matrix,
    get docsMap() {
      if (!map) {
        const names = givers()
        map = new Map(matrix.map((part, i) => [names[i] ?? '', part]))
      }
      return map
    },
    parameters: binding.parameters
      ? (checked(binding.parameters, parameters, 'parameters') as JsonObject)
      : parameters,
    endpoint,
    get signal() {
      return signal()
    },
  }
}

function invoke({ executor, binding }: MethodCall, context: RequestContext): unknown {
  const bound = (executor as Record<string, (context: RequestContext) => unknown>)[binding.method]
  return bound?.call(executor, context)
}

function resultOf(call: MethodCall, docs: Document[], result: unknown): MethodResult {
  if (result === undefined || result === null) return { docs, result: null }
  if (Array.isArray(result)) return { docs: result as Document[], result: null }
  if (typeof result === 'object' && Object.getPrototypeOf(result) === Object.prototype)
    return { docs, result: result as JsonObject }
  throw wrongResult(call, 'documents, a plain object or nothing', result)
}

function wrongResult({ executor, binding }: MethodCall, wanted: string, found: unknown): TypeError {
  return new TypeError(
    `${executor.constructor.name}.${binding.method} must return ${wanted}, not ${Array.isArray(found) ? 'a list' : typeof found}`,
  )
}

/** What goes out, checked and with the defaults of its class. */
function asOutput({ input, output = input }: EndpointBinding, doc: Document, where: string): Document {
  return output ? keepOrigin(checked(output, doc, where) as Document, doc) : doc
}

/** docarray gives every document an id; one that stands for another has that one's. */
function withId(made: object, from: Document | undefined): Document {
  const doc = made as Document
  if (!doc.id) doc.id = from?.id ?? crypto.randomUUID().replaceAll('-', '')
  return doc
}
