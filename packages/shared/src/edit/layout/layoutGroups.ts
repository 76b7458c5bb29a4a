import type { FlowLayout, LayoutGroup } from './layout.ts'

type Groups = Record<string, LayoutGroup>

/** Groups under the new names of their members; a group without members goes. */
export function followGroups(
  groups: Groups,
  renamed: Readonly<Record<string, string>>,
  kept: ReadonlySet<string>,
): Groups {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([id, group]) => {
      const members = group.members.map((name) => renamed[name] ?? name).filter((name) => kept.has(name))
      return members.length > 0 ? [[id, { ...group, members }]] : []
    }),
  )
}

/** An id that a record does not have: `group1`, `group2`, … */
export function freeId(taken: Readonly<Record<string, unknown>>, stem: 'group' | 'note'): string {
  for (let n = 1; ; n++) if (!Object.hasOwn(taken, `${stem}${n}`)) return `${stem}${n}`
}

/** Puts Executors into a new group, out of the groups they were in. */
export function groupExecutors(
  layout: FlowLayout,
  { name, members }: { name: string; members: readonly string[] },
): { layout: FlowLayout; id: string } {
  const groups = layout.groups ?? {}
  const id = freeId(groups, 'group')
  const left = withoutMembers(groups, new Set(members))
  return {
    layout: { ...layout, groups: { ...left, [id]: { name, collapsed: false, members: [...members] } } },
    id,
  }
}

function withoutMembers(groups: Groups, gone: ReadonlySet<string>): Groups {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([id, group]) => {
      const members = group.members.filter((name) => !gone.has(name))
      return members.length > 0 ? [[id, { ...group, members }]] : []
    }),
  )
}

/** Takes frames away; what was in them stays where it is. */
export function ungroup(layout: FlowLayout, ids: readonly string[]): FlowLayout {
  const groups = Object.fromEntries(Object.entries(layout.groups ?? {}).filter(([id]) => !ids.includes(id)))
  return { ...layout, groups: Object.keys(groups).length > 0 ? groups : undefined }
}

/** Copies of the groups whose members were all copied; `copies` says original name → name of its copy. */
export function copyGroups(
  layout: FlowLayout,
  from: Groups,
  copies: ReadonlyMap<string, string>,
): FlowLayout {
  let groups = layout.groups ?? {}
  for (const group of Object.values(from)) {
    const members = group.members.flatMap((name) => copies.get(name) ?? [])
    if (members.length < group.members.length) continue
    groups = { ...groups, [freeId(groups, 'group')]: { ...group, members } }
  }
  return Object.keys(groups).length > 0 ? { ...layout, groups } : layout
}
