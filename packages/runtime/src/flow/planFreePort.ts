import { readPorts, type EditTarget, type FlowEdit, type FlowSpec, type YamlValue } from '@flowdeck/shared'
import type { TakenPort } from './choosePorts.ts'

/**
 * Edits after which a free port takes the place of a taken one. A single written port goes, so that each start chooses one; among several
 * only the taken one changes, to `free`.
 */
export function planFreePort(
  spec: FlowSpec,
  { owner, key, port }: Pick<TakenPort, 'owner' | 'key' | 'port'>,
  free: number,
): FlowEdit[] {
  const { target, written } = findWritten(spec, owner, key, port)
  const ports = readPorts(written) ?? []
  const at = ports.indexOf(port)
  if (ports.length < 2 || at < 0) return [{ type: 'clearField', target, key }]
  // An item of a list may itself be a text with several.
  if (Array.isArray(written) && written.length === ports.length)
    return [{ type: 'setField', target, key, path: [at], value: free }]
  return [{ type: 'setField', target, key, value: ports.with(at, free).join(',') }]
}

/** Where the port stands: with its owner, or in the Flow's `with`, which holds for the Gateway and, but for their own keys, for all Executors. */
function findWritten(
  { with: common, gateway, executors }: FlowSpec,
  owner: string,
  key: string,
  port: number,
): { target: EditTarget; written: YamlValue | undefined } {
  const executor = executors.find(({ name }) => name === owner)
  const own = executor ? executor.written[key] : gateway.args[key]
  const isCommon = executor ? own === undefined : (readPorts(common[key])?.includes(port) ?? false)
  if (isCommon) return { target: 'flow', written: common[key] }
  return { target: executor ? { executor: owner } : 'gateway', written: own }
}
