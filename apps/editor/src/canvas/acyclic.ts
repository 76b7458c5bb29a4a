import type { LayoutInput } from './layoutInput.ts'

/** Edges without those that close a cycle (found by depth first search in document order). */
export function acyclic({ nodes, edges }: LayoutInput): { source: string; target: string }[] {
  const out = new Map<string, string[]>(nodes.map((id) => [id, []]))
  for (const { source, target } of edges) if (out.has(target)) out.get(source)?.push(target)
  const state = new Map<string, 'open' | 'done'>()
  const kept: { source: string; target: string }[] = []
  for (const root of nodes) {
    if (state.has(root)) continue
    const stack = [{ id: root, next: 0 }]
    state.set(root, 'open')
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = out.get(top.id)?.[top.next++]
      if (target === undefined) {
        state.set(top.id, 'done')
        stack.pop()
        continue
      }
      if (state.get(target) === 'open') continue
      kept.push({ source: top.id, target })
      if (state.has(target)) continue
      state.set(target, 'open')
      stack.push({ id: target, next: 0 })
    }
  }
  return kept
}
