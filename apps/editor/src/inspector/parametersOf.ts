import type { CatalogEntry, ExecutorSpec } from '@flowdeck/shared'
import type { OfferedKey } from './OfferedKeys.tsx'

export const NO_KEYS: readonly OfferedKey[] = []

const NO_ENDPOINTS: readonly string[] = []

/** What `uses_with` of an Executor may set, as its source says. */
export function parametersOf(executor: Named, entries: readonly CatalogEntry[]): readonly OfferedKey[] {
  return sourceOf(executor, entries)?.parameters ?? NO_KEYS
}

/** The endpoints that an Executor has, as its source says. */
export function knownEndpoints(executor: Named, entries: readonly CatalogEntry[]): readonly string[] {
  return sourceOf(executor, entries)?.endpoints ?? NO_ENDPOINTS
}

type Named = Pick<ExecutorSpec, 'uses' | 'args'>

/** The source that `uses` and `py_modules` name. */
function sourceOf({ uses, args }: Named, entries: readonly CatalogEntry[]): CatalogEntry | undefined {
  const [module] = [args['py_modules']].flat()
  return entries.find(
    ({ values }) =>
      uses !== null && values['uses'] === uses && (values['py_modules'] ?? null) === (module ?? null),
  )
}
