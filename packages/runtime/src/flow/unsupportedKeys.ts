import type { FlowSpec, YamlValue } from '@flowdeck/shared'

/** Something a Flow asks for that this version does not do. Said before Start: a Flow that means something else never runs. */
export interface Unsupported {
  executor: string
  key: string
  message: string
}

const set = (value: YamlValue | undefined) => value !== undefined && value !== null && value !== false

/** Keys that change what a Flow means and that this runtime does not carry out. */
export function unsupportedKeys(spec: FlowSpec): Unsupported[] {
  const found: Unsupported[] = []
  const add = (executor: string, key: string, what: string) =>
    found.push({
      executor,
      key,
      message: `"${executor}": ${what} not carried out by this version of Flowdeck. Remove "${key}", or run this Flow with Jina.`,
    })
  for (const { name, args, external } of spec.executors) {
    if (external) continue
    const protocols = [args['protocol'] ?? 'GRPC'].flat().map((name) => String(name).toUpperCase())
    if (protocols.some((name) => name !== 'GRPC'))
      add(name, 'protocol', 'Executors that speak anything but gRPC are')
    if (set(args['stateful'])) add(name, 'stateful', '"stateful" is')
  }
  return found
}
