import type { EditTarget, FlowEdit, YamlValue } from '@flowdeck/shared'
import { applyEdits } from '../state/documentEdits.ts'

const burstOf = (target: EditTarget, key: string) =>
  `field:${typeof target === 'string' ? target : target.executor}:${key}`

/** Writes one key (or a place below it), so that an Executor gets the value as it is given; returns why it cannot be written, or null. */
export function setField(
  target: EditTarget,
  at: { key: string; path?: readonly (string | number)[] },
  value: YamlValue,
): string | null {
  return carryOut({
    type: 'setField',
    target,
    key: at.key,
    ...(at.path ? { path: at.path } : {}),
    value,
    asReceived: true,
  })
}

/** Removes one key, so that its default holds again. */
export function clearField(
  target: EditTarget,
  at: { key: string; path?: readonly (string | number)[] },
): string | null {
  return carryOut({ type: 'clearField', target, key: at.key, ...(at.path ? { path: at.path } : {}) })
}

function carryOut(edit: Extract<FlowEdit, { type: 'setField' | 'clearField' }>): string | null {
  const applied = applyEdits([edit], { burst: burstOf(edit.target, edit.key) })
  return applied.ok ? null : applied.reason
}
