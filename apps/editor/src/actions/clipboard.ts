import { toast } from 'sonner'
import { pasteYaml, refuse, removeSelected, selectedAsYaml } from './edit.ts'
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

/** Puts a text on the clipboard, from a menu where no copy event comes; false (and said) when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    refuse('The browser does not let this page write to the clipboard: press Ctrl+C instead.')
    return false
  }
}

export async function copySelected(): Promise<boolean> {
  const yaml = selectedAsYaml()
  if (yaml === null) {
    refuse('Select an Executor first, then copy it.')
    return false
  }
  const copied = await copyText(yaml)
  if (copied) toast('Copied as YAML.', { duration: 1800 })
  return copied
}

export async function cutSelected(): Promise<void> {
  if (await copySelected()) removeSelected(false)
}

/** Pastes from a menu; browsers ask first, or leave the clipboard to the keys. */
export async function pasteFromClipboard(): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    refuse('The browser does not let this page read the clipboard: press Ctrl+V instead.')
    return
  }
  if (text.trim() === '') refuse('The clipboard holds no text.')
  else if (isWholeFlow(text)) offerText('pasted.yml', text)
  else pasteYaml(text, false)
}
