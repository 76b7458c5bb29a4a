import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOLS } from './stacks.ts'
import { WAYS, keyOf, type Way } from './ways.ts'

const DOC = join(import.meta.dirname, '../../../../docs/compatibility.md')

/** What a run found. */
export interface Run {
  /** How many answers were equal, by way. */
  equal: ReadonlyMap<string, number>
  /** The ways of which every answer was compared. */
  compared: ReadonlySet<string>
  asked: (way: Way) => number
  questions: readonly string[]
}

/**
 * Prints the table of a run in which every way was compared, and keeps it in `docs/compatibility.md`. A run that left one out, or whose test
 * ended at a different answer, would be counted wrong: it says nothing.
 * @throws Error when the page said something else before, so that the new one is committed
 */
export function keepTable(
  generation: string,
  { equal, compared, asked, questions }: Run,
  page: string = DOC,
): void {
  if (!WAYS.every((way) => compared.has(keyOf(way)))) return
  const count = (way: Way) => `${equal.get(keyOf(way)) ?? 0} of ${asked(way)}`
  const rows = WAYS.filter(({ protocol }) => protocol === PROTOCOLS[0]).map((way) => [
    way.executors === 'python' ? 'Python' : 'TypeScript',
    way.gateway === 'ours' ? 'Flowdeck' : 'Jina',
    way.client === 'ours' ? 'Flowdeck' : '`jina.Client`',
    ...PROTOCOLS.map((protocol) => count({ ...way, protocol })),
  ])
  const table = [['Executors', 'Gateway', 'Client', 'gRPC', 'HTTP', 'WebSocket'], ...rows]
  const widths = (table[0] as string[]).map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = table
  const text = [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
  console.log(`docarray ${generation}\n${text}`)
  const list = questions.map((question) => `- ${question}`).join('\n')
  const section = `<!-- interop ${generation} -->\n\n${text}\n\nThe questions:\n\n${list}\n\n<!-- end of interop ${generation} -->`
  const before = readFileSync(page, 'utf8')
  const after = before.replace(
    new RegExp(`<!-- interop ${generation} -->[\\s\\S]*?<!-- end of interop ${generation} -->`),
    section,
  )
  if (after === before) return
  writeFileSync(page, after)
  throw new Error(
    'docs/compatibility.md said something else; it now has the table of this run: look at it and commit it',
  )
}
