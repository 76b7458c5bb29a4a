import type { EditTarget, ExecutorSpec, YamlValue } from '@flowdeck/shared'
import type { ReactNode } from 'react'
import { useCatalog } from '../../palette/catalogStore.ts'
import { later } from '../../ui/later.tsx'
import { knownEndpoints } from '../parametersOf.ts'
import { readBatching, readPollingRules } from './perEndpoint.ts'

const WhenField = later(async () => (await import('./WhenField.tsx')).WhenField)
const PollingField = later(async () => (await import('./PollingField.tsx')).PollingField)
const BatchingField = later(async () => (await import('./BatchingField.tsx')).BatchingField)

interface Props {
  id: string
  target: EditTarget
  executor: ExecutorSpec
  fieldKey: string
  value: YamlValue | undefined
}

/** The control of a key whose value has a meaning of its own; null for other keys, and for values that it cannot show. */
export function builderOf(props: Props): ReactNode {
  const { fieldKey, value, id, target } = props
  // A variable is shown as it is written.
  if (typeof value === 'string' && value.startsWith('$')) return null
  if (fieldKey === 'when') return <WhenField {...{ id, target, value }} />
  if (fieldKey === 'polling' && readPollingRules(value)) return <Polling {...props} />
  if (fieldKey === 'uses_dynamic_batching' && readBatching(value)) return <Batching {...props} />
  return null
}

function useEndpoints(executor: ExecutorSpec): readonly string[] {
  return useCatalog(({ entries }) => knownEndpoints(executor, entries))
}

function Polling({ id, target, executor, value }: Props) {
  const endpoints = useEndpoints(executor)
  const rules = readPollingRules(value)
  return rules && <PollingField {...{ id, target, rules, endpoints }} />
}

function Batching({ id, target, executor, value }: Props) {
  const endpoints = useEndpoints(executor)
  const rows = readBatching(value)
  return rows && <BatchingField {...{ id, target, rows, endpoints }} />
}
