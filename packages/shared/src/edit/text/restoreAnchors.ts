import { findAnchors } from '../../yaml/findAnchors.ts'
import type { ParsedYaml } from '../../yaml/parseYaml.ts'
import { rescalarDeep } from '../../yaml/rescalar.ts'
import { removeAnchor } from './copyAnchors.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { printInline } from './printValue.ts'
import { applySplices } from './splices.ts'

/**
 * Makes the aliases of an edited text stand behind their anchors again. Where the anchor went, or moved below an alias, the first
 * alias becomes the anchor, with the value that both had.
 */
export function restoreAnchors(before: ParsedYaml, text: string): string {
  if (!text.includes('*')) return text
  const splices: Splice[] = []
  const known = new Set<string>()
  const moved = new Set<string>()
  for (const mark of findAnchors(text)) {
    const { kind, name, start, end } = mark
    if (kind === 'anchor') {
      if (moved.has(name)) splices.push(removeAnchor(text, mark))
      known.add(name)
    } else if (!known.has(name)) {
      const value = before.anchors.get(name)
      if (value === undefined) return text
      splices.push({ start, end, text: `&${name} ${printInline(rescalarDeep(value), true)}` })
      known.add(name)
      moved.add(name)
    }
  }
  return splices.length === 0 ? text : applySplices(text, splices)
}
