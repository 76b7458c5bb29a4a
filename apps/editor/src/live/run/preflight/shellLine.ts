import { shellWord } from '@flowdeck/shared'

/** Arguments as a shell would take them; for reading and copying, nothing here is ever run. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ')
}
