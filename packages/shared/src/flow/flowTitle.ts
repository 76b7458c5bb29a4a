/** What a Flow file says of itself: the first comment among its first three lines; empty when there is none. */
export function flowTitle(text: string): string {
  return /^\uFEFF?#[ \t]*(.*?)[ \t]*\r?$/m.exec(text.split('\n', 3).join('\n'))?.[1] ?? ''
}
