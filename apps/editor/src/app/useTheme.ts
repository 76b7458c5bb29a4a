import { useEffect, useSyncExternalStore } from 'react'
import { useUi } from '../state/uiStore.ts'

const query = () => matchMedia('(prefers-color-scheme: dark)')
const subscribe = (changed: () => void) => {
  const media = query()
  media.addEventListener('change', changed)
  return () => media.removeEventListener('change', changed)
}

/** The theme in force: what was chosen, or what the system asks for. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useUi((state) => state.theme)
  const systemDark = useSyncExternalStore(subscribe, () => query().matches)
  const theme = chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  return theme
}
