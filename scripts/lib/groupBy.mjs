/** Groups a list by a key, in the order of first appearance: `Map.groupBy`, which Node 20 does not have. */
export function groupBy(list, keyOf) {
  const groups = new Map()
  for (const item of list) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
