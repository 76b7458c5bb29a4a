/**
 * Where the focus of a list goes by a key: arrows, Home and End, and a letter to the next name that begins with it.
 * Null when the key means something else.
 */
export function findNextStop(names: readonly string[], at: number, key: string): number | null {
  const last = names.length - 1
  if (last < 0) return null
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return at >= last ? 0 : at + 1
    case 'ArrowUp':
    case 'ArrowLeft':
      return at <= 0 ? last : at - 1
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return findByLetter(names, at, key)
  }
}

function findByLetter(names: readonly string[], at: number, key: string): number | null {
  // One letter, however many code units it takes; names of keys such as `Tab` are longer.
  if (!/^\S$/u.test(key)) return null
  const wanted = key.toLocaleLowerCase()
  const after = names.map((_, step) => (at + 1 + step) % names.length)
  return after.find((index) => names[index]?.toLocaleLowerCase().startsWith(wanted)) ?? null
}
