import {
  MAX_GROUP_NAME,
  MAX_NOTE,
  NOTE_COLORS,
  type FlowLayout,
  type LayoutGroup,
  type LayoutNote,
} from './layout.ts'
import { followGroups } from './layoutGroups.ts'

/** Reads a layout file; what is no position, group or note is left out, and anything unreadable is an empty layout. */
export function parseLayout(text: string): FlowLayout {
  try {
    return readLayout(JSON.parse(text))
  } catch {
    // A broken layout costs positions, never the Flow.
    return readLayout(null)
  }
}

/** Reads the value of a layout file in the same way. */
export function readLayout(layout: unknown): FlowLayout {
  const value = layout as { nodes?: unknown; groups?: unknown; notes?: unknown } | null | undefined
  return layoutOf(
    readAll(value?.nodes, readPosition),
    readAll(value?.groups, readGroup),
    readAll(value?.notes, readNote),
  )
}

/** A layout in which what is empty is absent. */
function layoutOf(
  nodes: FlowLayout['nodes'],
  groups: Record<string, LayoutGroup>,
  notes: Record<string, LayoutNote>,
): FlowLayout {
  return {
    version: 1,
    nodes,
    ...(Object.keys(groups).length > 0 ? { groups } : {}),
    ...(Object.keys(notes).length > 0 ? { notes } : {}),
  }
}

function readAll<T>(value: unknown, read: (item: Record<string, unknown>) => T | null): Record<string, T> {
  const all: Record<string, T> = {}
  if (typeof value !== 'object' || value === null) return all
  for (const [name, item] of Object.entries(value)) {
    const found = typeof item === 'object' && item !== null ? read(item as Record<string, unknown>) : null
    if (found !== null)
      Object.defineProperty(all, name, { value: found, enumerable: true, writable: true, configurable: true })
  }
  return all
}

/** Farther out nothing can be drawn, nor found by scrolling. */
const FARTHEST = 1_000_000
const isNumber = (value: unknown): value is number =>
  Number.isFinite(value) && Math.abs(value as number) <= FARTHEST

function readPosition({ x, y }: Record<string, unknown>): { x: number; y: number } | null {
  return isNumber(x) && isNumber(y) ? { x, y } : null
}

function readGroup({ name, collapsed, members }: Record<string, unknown>): LayoutGroup | null {
  if (!Array.isArray(members)) return null
  const names = members.filter((member): member is string => typeof member === 'string')
  if (names.length === 0) return null
  return {
    name: typeof name === 'string' ? name.slice(0, MAX_GROUP_NAME) : '',
    collapsed: collapsed === true,
    members: [...new Set(names)],
  }
}

function readNote({ text, color, ...box }: Record<string, unknown>): LayoutNote | null {
  const at = readPosition(box)
  if (!at || typeof text !== 'string') return null
  const { width, height } = box
  return {
    text: text.slice(0, MAX_NOTE),
    color: NOTE_COLORS.find((known) => known === color) ?? 'yellow',
    ...at,
    width: isNumber(width) && width > 0 ? width : 208,
    height: isNumber(height) && height > 0 ? height : 112,
  }
}

/** The layout file: sorted names, one a line, so that a diff shows what moved. */
export function printLayout({ nodes, groups = {}, notes = {} }: FlowLayout): string {
  const parts = [
    part('nodes', nodes, ({ x, y }) => `{ "x": ${round(x)}, "y": ${round(y)} }`),
    ...(Object.keys(groups).length > 0 ? [part('groups', groups, (group) => inline(group))] : []),
    ...(Object.keys(notes).length > 0
      ? [
          part('notes', notes, ({ x, y, width, height, ...note }) =>
            inline({ ...note, x: round(x), y: round(y), width: round(width), height: round(height) }),
          ),
        ]
      : []),
  ]
  return `{\n  "version": 1,\n${parts.join(',\n')}\n}\n`
}

function part<T>(key: string, record: Record<string, T>, print: (item: T) => string): string {
  const lines = Object.entries(record)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `    ${JSON.stringify(name)}: ${print(item)}`)
  return lines.length === 0 ? `  "${key}": {}` : `  "${key}": {\n${lines.join(',\n')}\n  }`
}

const inline = (item: object) =>
  `{ ${Object.entries(item)
    .map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
    .join(', ')} }`

const round = (value: number) => Math.round(value * 10) / 10

/** Positions and groups under the new names; those of Executors that no longer exist are dropped. Notes stay. */
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
  return layoutOf(nodes, followGroups(layout.groups ?? {}, renamed, kept), layout.notes ?? {})
}
