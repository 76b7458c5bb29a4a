import { matchesCondition, type Condition } from '@flowdeck/shared'
import { filterDocuments } from './documentSlices.ts'

/** The documents of a request that pass a `when`. @throws RpcError INVALID_ARGUMENT */
export function keepMatching(data: Buffer | null, condition: Condition): Buffer | null {
  return filterDocuments(data, (doc, generation) => matchesCondition(condition, doc, generation))
}
