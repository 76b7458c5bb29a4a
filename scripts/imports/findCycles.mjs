import { groupBy } from '../lib/groupBy.mjs'

/** The groups of files that import each other in a circle (strongly connected components, by Tarjan's algorithm). */
export function findCycles(imports) {
  const next = groupBy(imports, ({ from }) => from)
  const order = new Map()
  const lowest = new Map()
  const stack = []
  const cycles = []
  const visit = (file) => {
    order.set(file, order.size)
    lowest.set(file, order.get(file))
    stack.push(file)
    for (const { to } of next.get(file) ?? []) {
      if (!order.has(to)) visit(to)
      if (stack.includes(to)) lowest.set(file, Math.min(lowest.get(file), lowest.get(to)))
    }
    if (lowest.get(file) !== order.get(file)) return
    const group = stack.splice(stack.indexOf(file))
    if (group.length > 1) cycles.push(group)
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file)
  return cycles
}
