import { NODE_SIZE, type ExecutorSpec } from '@flowdeck/shared'

const STEP = { x: NODE_SIZE.width + 64, y: NODE_SIZE.height + 48 }

/** Places for some Executors from the left: each stands right of those it waits for, others below. */
export function inColumns(
  names: readonly string[],
  executors: readonly Pick<ExecutorSpec, 'name' | 'needs'>[],
): { x: number; y: number }[] {
  const needs = new Map(executors.map((executor) => [executor.name, executor.needs]))
  const columns = new Map<string, number>()
  const rows = new Map<number, number>()
  return names.map((name) => {
    const before = (needs.get(name) ?? []).flatMap((need) => columns.get(need) ?? [])
    const column = before.length === 0 ? 0 : Math.max(...before) + 1
    columns.set(name, column)
    const row = rows.get(column) ?? 0
    rows.set(column, row + 1)
    return { x: column * STEP.x, y: row * STEP.y }
  })
}
