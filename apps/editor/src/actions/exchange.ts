import { create } from 'zustand'
import { readFlow } from '../state/readFlow.ts'
import { useDocument } from '../state/documentStore.ts'
import { commitFields } from '../ui/pendingFields.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** A YAML text that waits for the person to say what to do with it. */
export interface Incoming {
  name: string
  text: string
}
export const useImport = create<{ incoming: Incoming | null }>()(() => ({ incoming: null }))

const LIMIT = 1024 * 1024

/** Reads a dropped or chosen file; nothing of it runs, and nothing changes before a choice is made. */
export async function offerFile(file: File): Promise<void> {
  if (file.size > LIMIT) {
    toast.error(
      t('{{name}} holds {{size}} KiB; a Flow file may have 1024 KiB at most.', {
        name: file.name,
        size: Math.round(file.size / 1024),
      }),
    )
    return
  }
  const text = await file.text()
  if (text.includes('\0')) {
    toast.error(t('{{name}} is not a text file. Choose a Flow in YAML.', { name: file.name }))
    return
  }
  offerText(file.name, text)
}

/** Asks what to do with a YAML text. */
export const offerText = (name: string, text: string) => useImport.setState({ incoming: { name, text } })

/** A Flow, rather than some Executors of one: it may go into this one, or in place of it. */
export const isWholeFlow = (text: string) => !isEmptyFlow(text)

export function openImport(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.yml,.yaml,text/yaml,application/yaml'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void offerFile(file)
  })
  input.click()
}

export const isEmptyFlow = (text: string) => (readFlow(text).spec?.executors.length ?? 0) === 0

/** Downloads the text as it stands, byte for byte. */
export function downloadYaml(): void {
  commitFields()
  const { id, text } = useDocument.getState()
  if (id === null) return
  download(id.split('/').at(-1) ?? 'flow.yml', text, 'application/yaml')
}

export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
