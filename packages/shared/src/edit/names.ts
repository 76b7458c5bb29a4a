import { GATEWAY } from '../model/flowModel.ts'
import { isPythonIdentifier, toPythonIdentifier } from '../value/pythonIdentifier.ts'
import { sentence, type Sentence } from '../words/sentence.ts'

/** A name that no Executor has: `base`, else `base1`, `base2`, … Characters that a name cannot have become `_`. */
export function uniqueName(taken: Iterable<string>, base: string): string {
  const used = new Set(taken)
  used.add(GATEWAY)
  const wanted = toName(base)
  if (!used.has(wanted)) return wanted
  const stem = wanted.replace(/\d+$/, '') || wanted
  for (let n = 1; ; n++) if (!used.has(`${stem}${n}`)) return `${stem}${n}`
}

function toName(text: string): string {
  const name = toPythonIdentifier(text)
  return name === '' || name === '__proto__' ? 'executor' : name
}

/**
 * Why an Executor cannot have this name, in words; null when it can. `self` is the Executor that is renamed.
 * Jina 3.x: names are Python identifiers, and `gateway` is the Gateway's.
 */
export function nameProblem(
  spec: { executors: readonly { name: string }[] },
  name: string,
  self: string | null = null,
): Sentence | null {
  if (name === '') return sentence('An Executor needs a name.')
  if (name === GATEWAY)
    return sentence('"{{name}}" is reserved for the Flow\'s entry; choose another name.', { name })
  const taken = spec.executors.map((executor) => executor.name)
  if (!isPythonIdentifier(name) || name === '__proto__')
    return sentence(
      '"{{name}}" is not a name: use letters, digits and "_", not beginning with a digit. Try "{{free}}".',
      { name, free: uniqueName(taken, name) },
    )
  if (name !== self && taken.includes(name))
    return sentence('An Executor "{{name}}" exists already; choose another name, e.g. "{{free}}".', {
      name,
      free: uniqueName(taken, name),
    })
  return null
}
