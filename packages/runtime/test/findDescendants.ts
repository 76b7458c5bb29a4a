import { readFileSync, readdirSync } from 'node:fs'

export interface Descendant {
  pid: number
  parent: number
  /** One letter; `Z` is a process that ended and that its parent has not collected. */
  state: string
  command: string
}

/** All processes below one, this one unless told. Linux only. */
export function findDescendants(root = process.pid): Descendant[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)))
  const found: Descendant[] = []
  const below = new Set([root])
  // A child may stand before its parent in the list.
  for (let before = -1; before !== found.length;) {
    before = found.length
    for (const one of all)
      if (below.has(one.parent) && !below.has(one.pid)) {
        below.add(one.pid)
        found.push(one)
      }
  }
  return found
}

/** The processes of Pods below this one. The compiler of TypeScript Executors and the launcher of Python Pods outlive a Flow. */
export function findPods(): Descendant[] {
  const all = findDescendants()
  const isLauncher = ({ parent, command }: Descendant) =>
    parent === process.pid && command.endsWith(' launch ')
  return all.filter(
    (one) => /worker\.mjs|head\.mjs|gateway\.mjs|flowdeck_pod\.py/.test(one.command) && !isLauncher(one),
  )
}

function readProcess(pid: number): Descendant[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command may hold spaces and parentheses: fields are counted from its end.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid, parent: Number(parent), state, command }]
  } catch {
    // It ended meanwhile.
    return []
  }
}
