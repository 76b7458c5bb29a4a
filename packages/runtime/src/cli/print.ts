import { terminalText } from '@flowdeck/shared'

/** Writes a line to standard output; control characters in names and logs are escaped. */
export function print(text: string): void {
  process.stdout.write(`${terminalText(text)}\n`)
}

/** Writes a line to standard error; control characters in names and logs are escaped. */
export function warn(text: string): void {
  process.stderr.write(`${terminalText(text)}\n`)
}
