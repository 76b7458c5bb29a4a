import { stringify } from 'yaml'

/** Stands near the beginning of every file of an export: a later one may replace the file. */
export const EXPORT_MARK = 'Written by Flowdeck'
/** A first line for formats in which # begins a comment. */
export const HEADER = `# ${EXPORT_MARK}. Changes here are lost with the next export.\n`

/** YAML as older readers take it too: `yes` and `on` are quoted, nothing is an alias, no line is folded. */
export function yamlText(value: unknown, { sorted = false }: { sorted?: boolean } = {}): string {
  return stringify(value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    sortMapEntries: sorted,
    version: '1.1',
  })
}
