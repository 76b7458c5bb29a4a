import { useDocument } from '../state/documentStore.ts'
import { CLIP_TYPE, printClip, readClip } from './canvasClip.ts'
import { copySelected, pasteYaml } from './copies.ts'
import { refuse, removeSelected } from './edit.ts'
import { offerFile, offerText } from './exchange.ts'

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

/** Characters of a clipboard that are looked at: a Flow file may not have more either. */
const LIMIT = 1024 * 1024

/** Why a clipboard cannot be pasted, in words; null when it can. */
export function clipboardProblem(text: string, types: readonly string[]): string | null {
  if (text.trim() === '') {
    if (types.includes('text/html')) return 'The clipboard holds a piece of a web page, not YAML.'
    const [type] = types.filter((known) => known !== 'text/plain')
    return type === undefined ? 'The clipboard is empty.' : `The clipboard holds ${type}, not YAML.`
  }
  if (text.includes('\0')) return 'The clipboard holds binary data, not YAML.'
  if (text.length > LIMIT)
    return `The clipboard holds ${Math.round(text.length / 1024)} KiB of text; 1024 KiB can be pasted at most.`
  if (/^\s*<(?:!doctype|html|body|div|p|span|table|meta)\b/i.test(text))
    return 'The clipboard holds HTML, not YAML.'
  return null
}

/** Executors travel on the system clipboard as plain YAML; the events work without permission and without https. */
export function startClipboard(): () => void {
  const onCopy = (event: ClipboardEvent) => {
    if (elsewhere()) return
    const copied = copySelected()
    if (!copied) return
    event.preventDefault()
    event.clipboardData?.setData('text/plain', copied.text)
    event.clipboardData?.setData(CLIP_TYPE, printClip(copied.clip))
    if (event.type === 'cut') removeSelected(false)
  }
  const onPaste = (event: ClipboardEvent) => {
    if (elsewhere()) return
    event.preventDefault()
    const data = event.clipboardData
    const text = data?.getData('text/plain') ?? ''
    const clip = readClip(data?.getData(CLIP_TYPE) ?? '')
    const file = data?.files[0]
    if (clip === null && text === '' && file) return void offerFile(file)
    const problem = clip === null ? clipboardProblem(text, [...(data?.types ?? [])]) : null
    if (problem !== null) return refuse(problem)
    if (useDocument.getState().status !== 'ready') return offerText('pasted.yml', text)
    pasteYaml(text, keepIncoming, clip)
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
