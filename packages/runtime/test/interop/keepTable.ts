import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOLS } from './stacks.ts'
import { WAYS, keyOf, type Way } from './ways.ts'

const DOC = join(import.meta.dirname, '../../../../docs/compatibility.md')

/**
 * Prints the table of a run in which every way was asked, and keeps it in `docs/compatibility.md`.
 * @throws Error when the page said something else before, so that the new one is committed
 */
export function keepTable(
  generation: string,
  {
    equal,
    asked,
    questions,
  }: { equal: ReadonlyMap<string, number>; asked: (way: Way) => number; questions: readonly string[] },
): void {
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
  const before = readFileSync(DOC, 'utf8')
  const after = before.replace(
    new RegExp(`<!-- interop ${generation} -->[\\s\\S]*?<!-- end of interop ${generation} -->`),
    section,
  )
  if (after === before) return
  writeFileSync(DOC, after)
  throw new Error(
    'docs/compatibility.md said something else; it now has the table of this run: look at it and commit it',
  )
}
