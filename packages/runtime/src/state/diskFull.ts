import { dirname } from 'node:path'
import { FlowError } from '@flowdeck/shared'

/**
 * Explains a failed write when its cause is a full disk or quota: which folder needs space. Null for any other cause.
 * `what` is the subject of the sentence, e.g. `flow.yml`.
 */
export function explainFullDisk(thrown: unknown, what: string): FlowError | null {
  const { code, path } = thrown as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null
  const folder = path === undefined ? null : dirname(path)
  const cause = code === 'EDQUOT' ? 'your disk quota is used up' : 'the disk is full'
  const advice = folder === null ? 'Free some space' : `Free some space for ${folder}`
  return new FlowError(
    'DISK_FULL',
    `${what} was not saved: ${cause}. The old content is untouched. ${advice}, then try again.`,
    { cause: thrown, ...(folder === null ? {} : { details: { folder } }) },
  )
}
