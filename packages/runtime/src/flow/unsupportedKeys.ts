import { sentence, type FlowSpec, type Sentence, type YamlValue } from '@flowdeck/shared'

/** Something a Flow asks for that this version does not do. Said before Start: a Flow that means something else never runs. */
export interface Unsupported {
  executor: string
  key: string
  said: Sentence
}

const set = (value: YamlValue | undefined) => value !== undefined && value !== null && value !== false

/** Keys that change what a Flow means and that this runtime does not carry out. */
export function unsupportedKeys(spec: FlowSpec): Unsupported[] {
  const found: Unsupported[] = []
  for (const { name, args, external } of spec.executors) {
    if (external) continue
    const protocols = [args['protocol'] ?? 'GRPC'].flat().map((name) => String(name).toUpperCase())
    if (protocols.some((name) => name !== 'GRPC'))
      found.push({
        executor: name,
        key: 'protocol',
        said: sentence(
          '"{{name}}": Executors that speak anything but gRPC are not carried out by this version of Flowdeck. Remove "protocol", or run this Flow with Jina.',
          { name },
        ),
      })
    if (set(args['stateful']))
      found.push({
        executor: name,
        key: 'stateful',
        said: sentence(
          '"{{name}}": "stateful" is not carried out by this version of Flowdeck. Remove "stateful", or run this Flow with Jina.',
          { name },
        ),
      })
  }
  return found
}
