import type { Linking } from '../state/uiStore.ts'

/** How a node looks while a wire is drawn: it takes the wire, or it cannot. */
export function linkClass(linking: Linking | null, id: string): string {
  if (!linking || linking.from === id) return ''
  return linking.refused.has(id) ? 'refused' : 'accepts'
}
