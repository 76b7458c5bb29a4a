/** When something began and ended, in milliseconds. */
export interface Span {
  startMs: number
  endMs: number
}

/**
 * Splits the time that spans cover: a moment that several of them share counts for each by an equal part. The results, in the order of
 * `spans`, add up to the time in which at least one of them was under way.
 */
export function splitTime(spans: readonly Span[]): number[] {
  const ends = spans
    .flatMap(({ startMs, endMs }, index) => [
      { index, at: startMs, isStart: true },
      { index, at: Math.max(startMs, endMs), isStart: false },
    ])
    .toSorted((a, b) => a.at - b.at || Number(b.isStart) - Number(a.isStart))
  const parts = spans.map(() => 0)
  // What one that is under way from the beginning would have by now.
  let perSpan = 0
  let active = 0
  let last = 0
  for (const { index, at, isStart } of ends) {
    if (active > 0) perSpan += (at - last) / active
    last = at
    active += isStart ? 1 : -1
    parts[index] = isStart ? perSpan : perSpan - (parts[index] ?? 0)
  }
  return parts
}

/** Whole percents of `total` that add up as their fractions do. */
export function toPercents(parts: readonly number[], total: number): number[] {
  let sum = 0
  let given = 0
  return parts.map((part) => {
    sum += total > 0 ? (part / total) * 100 : 0
    const percent = Math.round(sum) - given
    given += percent
    return percent
  })
}
