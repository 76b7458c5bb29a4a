import { readPorts, type EditTarget, type FlowEdit, type FlowSpec, type YamlValue } from '@flowdeck/shared'
import type { TakenPort } from './choosePorts.ts'

/**
 * Edits after which a free port takes the place of a taken one. A single written port goes, so that each start chooses one; among several
 * only the taken one changes. `all` are the taken ports of the Flow: those in one text are replaced together, so that their edits are the same.
 */
export function planFreePort(
  spec: FlowSpec,
  { owner, key, port, free }: Omit<TakenPort, 'said'>,
  all: readonly Omit<TakenPort, 'said'>[],
): FlowEdit[] {
  const { target, written } = findWritten(spec, owner, key, port)
  const ports = readPorts(written) ?? []
  const at = ports.indexOf(port)
  if (ports.length < 2 || at < 0) return [{ type: 'clearField', target, key }]
  // An item of a list may itself be a text with several.
  if (Array.isArray(written) && written.length === ports.length)
    return [{ type: 'setField', target, key, path: [at], value: free }]
  const replaced = ports.map(
    (one) => all.find((taken) => taken.key === key && taken.port === one)?.free ?? one,
  )
  return [{ type: 'setField', target, key, value: replaced.join(',') }]
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
