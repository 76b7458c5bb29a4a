import { FlowError, type FlowSpec } from '@flowdeck/shared'
import { listWanted, resolveWanted, type Wanted } from './findSources.ts'

/** A source that a Flow names and that is not on this disk. */
export interface MissingSource {
  /** An Executor, or `gateway`. */
  owner: string
  /** The key that names it. */
  key: string
  message: string
}

const CODES = new Set(['EXECUTOR_NOT_FOUND', 'EXECUTOR_LOAD_FAILED'])

/**
 * Finds the sources of a Flow that are not where it says. Looks at names on the disk and reads config files; compiles, imports
 * and starts nothing. What a variable is part of is known only at Start, and is left out.
 */
export async function findMissingSources(spec: FlowSpec, cwd: string): Promise<MissingSource[]> {
  const found = await Promise.all(listWanted(spec).map((wanted) => findMissing(wanted, cwd)))
  return found.filter((one) => one !== null)
}

async function findMissing(wanted: Wanted, cwd: string): Promise<MissingSource | null> {
  const { owner, key, args } = wanted
  if ([args[key], args['py_modules'], args['extra_search_paths']].some(hasVariable)) return null
  try {
    await resolveWanted(wanted, cwd)
    return null
  } catch (thrown) {
    const { code, message } = FlowError.from(thrown)
    if (!CODES.has(code)) return null
    return { owner, key: message.startsWith('py_modules:') ? 'py_modules' : key, message }
  }
}

const hasVariable = (value: unknown) => JSON.stringify(value ?? null).includes('$')
