import { create, toBinary } from '@bufbuild/protobuf'
import type { DocarrayGeneration, JsonObject } from '@flowdeck/shared'
import { docShape, type DocShape } from '../data/docShape.ts'
import type { Envelope } from '../data/envelope.ts'
import { readStruct } from '../data/parameters.ts'
import { DOC_TYPE } from '../executor/docType.ts'
import type { EndpointBinding } from '../executor/Executor.ts'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import type { CallContext } from '../transport/transport.ts'
import type { MethodCall } from './callMethod.ts'
import { endpointSchemas, generatorSchemas } from './endpointSchemas.ts'

const DRY_RUN_ENDPOINT = '_jina_dry_run_'

export interface MethodsOptions {
  executor: object
  endpoints: ReadonlyMap<string, EndpointBinding>
  /** Which documents are made when a request brought none; those of a request tell themselves. */
  docarray: DocarrayGeneration
  /** Merged into the parameters when a request carries a map under this name (Jina 3.x: `metas.name`). */
  metasName: string
}

/** What an Executor answers: from a request to the call of a method. */
export class Methods {
  private readonly options: MethodsOptions
  private readonly shapes = new Map<object, DocShape>()

  constructor(options: MethodsOptions) {
    this.options = options
  }

  /** What answers an endpoint; null when nobody does. */
  find(endpoint: string): { key: string; binding: EndpointBinding } | null {
    if (endpoint === DRY_RUN_ENDPOINT) return null
    const { endpoints } = this.options
    const key = endpoints.has(endpoint) ? endpoint : '/default'
    const binding = endpoints.get(key)
    return binding ? { key, binding } : null
  }

  callOf(
    request: Envelope,
    binding: EndpointBinding,
    { context, ...given }: Pick<MethodCall, 'docs' | 'docsMatrix' | 'givers'> & { context: CallContext },
  ): MethodCall {
    return {
      executor: this.options.executor,
      binding,
      endpoint: request.endpoint ?? '',
      ...given,
      parameters: this.parametersOf(request),
      signal: () => context.signal.toSignal(),
    }
  }

  /** Fields of what a method returns; null when it does not say. */
  shapeOf(binding: EndpointBinding): DocShape | undefined {
    const type = binding.output ?? binding.input
    if (!type) return undefined
    let shape = this.shapes.get(type)
    if (!shape) this.shapes.set(type, (shape = docShape(type[DOC_TYPE].jsonSchema())))
    return shape
  }

  /** The answer to `endpoint_discovery`. */
  discovery(): Buffer {
    const { executor, endpoints: bound } = this.options
    const endpoints = [...bound.keys(), DRY_RUN_ENDPOINT]
    const typed = [...bound.values()].some(({ input, output }) => input ?? output)
    const schemas =
      typed || this.options.docarray === 'v2'
        ? endpointSchemas(executor, bound, DRY_RUN_ENDPOINT)
        : generatorSchemas(executor, bound)
    return Buffer.from(toBinary(EndpointsProtoSchema, create(EndpointsProtoSchema, { endpoints, schemas })))
  }

  private parametersOf(request: Envelope): JsonObject {
    const parameters = readStruct(request.parameters)
    const own = Object.hasOwn(parameters, this.options.metasName)
      ? parameters[this.options.metasName]
      : undefined
    return typeof own === 'object' && own !== null && !Array.isArray(own)
      ? { ...parameters, ...own }
      : parameters
  }
}
