import { stringify } from 'yaml'

/** The first line of what we write: an export may replace files that begin with it. */
export const HEADER = '# Written by "flowdeck export". Changes here are lost with the next export.\n'

/** YAML as older readers take it too: `yes` and `on` are quoted, nothing is an alias, no line is folded. */
export function yamlText(value: unknown, { sorted = false }: { sorted?: boolean } = {}): string {
  return stringify(value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    sortMapEntries: sorted,
    version: '1.1',
  })
}
