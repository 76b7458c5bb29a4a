import { useKeyWords } from '../actions/keyboard.ts'

/** The shortcut of an action as it is bound now; nothing when it has none. */
export function Keys({ of }: { of: string }) {
  const words = useKeyWords(of)
  return words === '' ? null : <kbd className="kbd">{words}</kbd>
}
