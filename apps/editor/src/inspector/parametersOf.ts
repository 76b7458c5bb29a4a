import type { CatalogEntry, ExecutorSpec } from '@flowdeck/shared'
import type { OfferedKey } from './OfferedKeys.tsx'

export const NO_KEYS: readonly OfferedKey[] = []

/** What `uses_with` of an Executor may set, as the source says that its `uses` and `py_modules` name. */
export function parametersOf(
  { uses, args }: Pick<ExecutorSpec, 'uses' | 'args'>,
  entries: readonly CatalogEntry[],
): readonly OfferedKey[] {
  const [module] = [args['py_modules']].flat()
  const entry = entries.find(
    ({ values }) =>
      uses !== null && values['uses'] === uses && (values['py_modules'] ?? null) === (module ?? null),
  )
  return entry?.parameters ?? NO_KEYS
}
