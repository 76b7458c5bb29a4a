import { explainFullDisk } from '@flowdeck/runtime'
import { FlowError } from '@flowdeck/shared'

/** What a person is told when a file could not be written. `file` is relative to the workspace; for a full disk, its folder is named. */
export function writeError(thrown: unknown, file: string): FlowError {
  if (thrown instanceof FlowError) return thrown
  const full = explainFullDisk(thrown, file)
  if (full) return full
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown error'
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new FlowError('FORBIDDEN', `${file} was not saved: it must not be written (${code}).`, {
        cause: thrown,
      })
    case 'ENAMETOOLONG':
      return new FlowError('BAD_REQUEST', `${file} was not saved: the name is too long.`, { cause: thrown })
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return new FlowError(
        'BAD_REQUEST',
        `${file} was not saved: a file and a folder of the same name are in each other's way.`,
        { cause: thrown },
      )
    default:
      return new FlowError('INTERNAL', `${file} was not saved (${code}). The old file is untouched.`, {
        cause: thrown,
      })
  }
}
