import { FIELDS, type FieldScope } from '@flowdeck/shared'
import type { ExactFlags, FlagTable } from '../pod/podFlags.ts'

/** What `jina executor` and `jina gateway` take besides the keys of a Flow file. */
const INTERNAL: FlagTable = { runtime_cls: 'list', pod_role: 'list', metrics: 'boolean' }

/**
 * Every flag that `jina executor` or `jina gateway` takes, so that what Jina exports can be started as it is: those of `own` mean
 * something for a process of ours, the others are read and forgotten.
 */
export function withJinaFlags(scope: FieldScope, own: FlagTable): FlagTable {
  const all = FIELDS.filter(({ scopes }) => scopes.includes(scope)).map(
    ({ key, type }) => [key, type === 'boolean' ? 'boolean' : 'list'] as const,
  )
  return { ...Object.fromEntries(all), ...INTERNAL, ...own }
}

/**
 * The flags that mean something for a process of ours. Without --host the address is JINA_DEFAULT_HOST (Jina 3.x): a container sets it to
 * 0.0.0.0, everywhere else only this machine is listened to.
 */
export function ownFlags(flags: ExactFlags, own: FlagTable): ExactFlags {
  const host = process.env['JINA_DEFAULT_HOST']
  return {
    ...(host ? { host } : {}),
    ...Object.fromEntries(Object.entries(flags).filter(([name]) => Object.hasOwn(own, name))),
  }
}
