import { pasteYaml, removeSelected, selectedAsYaml } from './edit.ts'
import { isWholeFlow, offerText } from './exchange.ts'

const elsewhere = () => {
  const active = document.activeElement
  return (
    (active instanceof HTMLElement &&
      active.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null) ||
    (document.getSelection()?.toString() ?? '') !== ''
  )
}

/** Whether Shift was held with the last Ctrl+V: then `needs` that lead outside the copied set are kept. */
let keepIncoming = false

/** Executors travel on the system clipboard as plain YAML; the events work without permission and without https. */
export function startClipboard(): () => void {
  const onCopy = (event: ClipboardEvent) => {
    if (elsewhere()) return
    const yaml = selectedAsYaml()
    if (yaml === null) return
    event.preventDefault()
    event.clipboardData?.setData('text/plain', yaml)
    if (event.type === 'cut') removeSelected(false)
  }
  const onPaste = (event: ClipboardEvent) => {
    if (elsewhere()) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.trim() === '') return
    event.preventDefault()
    if (isWholeFlow(text)) offerText('pasted.yml', text)
    else pasteYaml(text, keepIncoming)
  }
  const onKey = (event: KeyboardEvent) => {
    keepIncoming = event.shiftKey
  }
  document.addEventListener('copy', onCopy)
  document.addEventListener('cut', onCopy)
  document.addEventListener('paste', onPaste)
  document.addEventListener('keydown', onKey, true)
  return () => {
    document.removeEventListener('copy', onCopy)
    document.removeEventListener('cut', onCopy)
    document.removeEventListener('paste', onPaste)
    document.removeEventListener('keydown', onKey, true)
  }
}
