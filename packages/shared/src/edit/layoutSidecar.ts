import type { FlowLayout } from './layout.ts'

/** Reads a layout file; what is not a position is left out, and anything unreadable is an empty layout. */
export function parseLayout(text: string): FlowLayout {
  const nodes: FlowLayout['nodes'] = {}
  try {
    const value = JSON.parse(text) as { nodes?: unknown }
    if (typeof value?.nodes !== 'object' || value.nodes === null) return { version: 1, nodes }
    for (const [name, position] of Object.entries(value.nodes)) {
      const { x, y } = (position ?? {}) as { x?: unknown; y?: unknown }
      if (Number.isFinite(x) && Number.isFinite(y))
        Object.defineProperty(nodes, name, {
          value: { x, y },
          enumerable: true,
          writable: true,
          configurable: true,
        })
    }
  } catch {
    // A broken layout costs positions, never the Flow.
  }
  return { version: 1, nodes }
}

/** The layout file: sorted names, one a line, so that a diff shows what moved. */
export function printLayout({ nodes }: FlowLayout): string {
  const lines = Object.entries(nodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { x, y }]) => `    ${JSON.stringify(name)}: { "x": ${round(x)}, "y": ${round(y)} }`)
  return lines.length === 0
    ? '{\n  "version": 1,\n  "nodes": {}\n}\n'
    : `{\n  "version": 1,\n  "nodes": {\n${lines.join(',\n')}\n  }\n}\n`
}

const round = (value: number) => Math.round(value * 10) / 10

/** Positions under the new names; those of Executors that no longer exist are dropped. */
export function followNames(
  layout: FlowLayout,
  renamed: Readonly<Record<string, string>>,
  names: Iterable<string>,
): FlowLayout {
  const kept = new Set(names)
  const nodes = Object.fromEntries(
    Object.entries(layout.nodes)
      .map(([name, position]) => [renamed[name] ?? name, position] as const)
      .filter(([name]) => kept.has(name)),
  )
  return { version: 1, nodes }
}
