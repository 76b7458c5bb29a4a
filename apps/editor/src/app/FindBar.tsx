import { useFind } from '../find/findStore.ts'
import { later } from '../ui/later.tsx'

const FindBox = later(async () => (await import('./FindBox.tsx')).FindBox, 'first')

/** Where Executors are found by typing, while that is asked for. */
export function FindBar() {
  const open = useFind((state) => state.open)
  return open ? <FindBox /> : null
}
