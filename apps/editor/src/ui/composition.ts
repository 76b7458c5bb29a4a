/** A key press as the browser reports it, as far as input methods need it. */
interface KeyPress {
  isComposing: boolean
  keyCode: number
}

/**
 * Whether a key press belongs to an input method (Japanese, Chinese, Korean, dead keys): its Enter takes a suggestion
 * and ends nothing else. Safari reports that Enter after the composition, with the key code 229.
 */
export const isComposing = ({ isComposing, keyCode }: KeyPress): boolean => isComposing || keyCode === 229

/** Keeps key presses of input methods from every handler of the page. The YAML editor handles its own. */
export function startComposition(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (!isComposing(event)) return
    if (event.target instanceof Element && event.target.closest('.cm-editor') !== null) return
    event.stopImmediatePropagation()
  }
  window.addEventListener('keydown', onKey, true)
  return () => window.removeEventListener('keydown', onKey, true)
}
