/** Arguments as a shell would take them; for reading and copying, nothing here is ever run. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ')
}

/** One word for a POSIX shell: plain when it is harmless, else in single quotes. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
