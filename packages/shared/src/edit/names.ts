import { GATEWAY, type FlowSpec } from '../flow/flowModel.ts'

/** A name that no Executor has: `base`, else `base1`, `base2`, … Characters that a name cannot have become `_`. */
export function uniqueName(taken: Iterable<string>, base: string): string {
  const used = new Set(taken)
  used.add(GATEWAY)
  const clean = base.replace(/\W/g, '_').replace(/^(?=\d)/, '_') || 'executor'
  if (!used.has(clean)) return clean
  const stem = clean.replace(/\d+$/, '') || clean
  for (let n = 1; ; n++) if (!used.has(`${stem}${n}`)) return `${stem}${n}`
}

/** Why an Executor cannot have this name, in words; null when it can. `self` is the Executor that is renamed. */
export function nameProblem(spec: FlowSpec, name: string, self: string | null = null): string | null {
  if (name === '') return 'An Executor needs a name.'
  if (name === GATEWAY) return `"${GATEWAY}" is reserved for the Flow's entry; choose another name.`
  if (!/^[A-Za-z_]\w*$/.test(name))
    return `"${name}" is not a name: use letters, digits and "_", not beginning with a digit.`
  if (name !== self && spec.executors.some((executor) => executor.name === name))
    return `An Executor "${name}" exists already; choose another name.`
  return null
}
