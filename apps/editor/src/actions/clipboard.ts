import { useDocument } from '../state/documentStore.ts'
import { CLIP_TYPE, printClip, readClip, type CanvasClip } from './canvasClip.ts'
import { copySelected, pasteYaml } from './copies.ts'
import { refuse, removeSelected } from './edit.ts'
import { isWholeFlow, offerFile, offerText } from './exchange.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

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
    if (types.includes('text/html')) return t('The clipboard holds a piece of a web page, not YAML.')
    const [type] = types.filter((known) => known !== 'text/plain')
    return type === undefined
      ? t('The clipboard is empty.')
      : t('The clipboard holds {{type}}, not YAML.', { type })
  }
  if (text.includes('\0')) return t('The clipboard holds binary data, not YAML.')
  if (text.length > LIMIT)
    return t('The clipboard holds {{size}} KiB of text; 1024 KiB can be pasted at most.', {
      size: Math.round(text.length / 1024),
    })
  if (/^\s*<(?:!doctype|html|body|div|p|span|table|meta)\b/i.test(text))
    return t('The clipboard holds HTML, not YAML.')
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
    pasteText(text, keepIncoming, clip)
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
    refuse(t('The browser does not let this page write to the clipboard: press Ctrl+C instead.'))
    return false
  }
}

/** A whole Flow may go into this one or in its place, which is asked; Executors are added under the pointer. */
function pasteText(text: string, incoming: boolean, clip: CanvasClip | null): void {
  if (useDocument.getState().status !== 'ready' || (clip === null && isWholeFlow(text)))
    offerText('pasted.yml', text)
  else pasteYaml(text, incoming, clip)
}

/** Ctrl+C and the menus: the copy event carries the YAML and, for other tabs, how it stood on the canvas. */
export function copySelection(): boolean {
  const copied = copySelected() !== null && document.execCommand('copy')
  if (copied) toast(t('Copied as YAML.'), { duration: 1800 })
  else refuse(t('Select an Executor or a note first, then copy it.'))
  return copied
}

export function cutSelection(): void {
  if (copySelection()) removeSelected(false)
}

/** Pastes from a menu; browsers ask first, or leave the clipboard to the keys. */
export async function pasteFromMenu(): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    refuse(t('The browser does not let this page read the clipboard: press Ctrl+V instead.'))
    return
  }
  const problem = clipboardProblem(text, [])
  if (problem === null) pasteText(text, false, null)
  else refuse(problem)
}
