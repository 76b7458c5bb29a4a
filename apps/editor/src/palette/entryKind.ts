import type { CatalogEntry, ExecutorKind, YamlMap } from '@flowdeck/shared'
import { kindOf } from '../canvas/executorFacts.ts'

/** The icon of a palette entry: what its Executor would be. */
export function entryKind(entry: CatalogEntry): ExecutorKind {
  const args = entry.values as YamlMap
  const uses = args['uses']
  return kindOf({ external: args['external'] === true, uses: typeof uses === 'string' ? uses : null, args })
}
