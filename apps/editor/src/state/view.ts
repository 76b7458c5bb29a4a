import { useSyncExternalStore } from 'react'
import { useUi } from './uiStore.ts'

/** The Flow as a picture or as a table. */
export type View = 'canvas' | 'outline'

/** Below this width there is one column, and the outline comes first. */
const narrow = () => matchMedia('(max-width: 767px)')

const follow = (changed: () => void) => {
  const media = narrow()
  media.addEventListener('change', changed)
  return () => media.removeEventListener('change', changed)
}

/** Whether the screen has the width of a phone. */
export const isPhone = () => narrow().matches
export const usePhone = () => useSyncExternalStore(follow, isPhone)

const shown = (chosen: View | null, phone: boolean): View => chosen ?? (phone ? 'outline' : 'canvas')

export const useView = (): View =>
  shown(
    useUi((state) => state.view),
    usePhone(),
  )
export const viewNow = (): View => shown(useUi.getState().view, isPhone())

/** Shows the Flow as a canvas or as an outline. */
export function showView(view: View): void {
  useUi.setState({ view: view === shown(null, isPhone()) ? null : view, phonePane: 'stage' })
}

export const toggleView = () => showView(viewNow() === 'canvas' ? 'outline' : 'canvas')
