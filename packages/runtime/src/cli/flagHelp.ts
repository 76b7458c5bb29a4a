import type { FlagTable } from '../pod/podFlags.ts'

const VALUE = {
  text: ' <text>',
  number: ' <number>',
  port: ' <port>',
  boolean: '',
  list: ' <item...>',
  map: ' <key: value...>',
  json: ' <json>',
} as const

/** Whether the arguments of a command ask what it takes. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}

/** What a command takes whose flags are those of Jina. */
export function describeFlags(command: string, about: string, table: FlagTable, examples: string[]): string {
  const flags = Object.entries(table).map(([name, type]) => `  --${name.replaceAll('_', '-')}${VALUE[type]}`)
  return [
    `Usage: flowdeck ${command} [flags]`,
    about,
    `Flags:\n${flags.sort().join('\n')}`,
    `Examples:\n${examples.map((example) => `  ${example}`).join('\n')}`,
  ].join('\n\n')
}
