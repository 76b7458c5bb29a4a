import { download } from '../actions/exchange.ts'
import { pathParts, zipOf, type ExportedFile } from './exportedFiles.ts'
import { stemOf, type Made } from './formats.ts'
import { renderPng } from './renderPng.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Whether files can be written into a folder that the person picks (File System Access). */
export const canWriteFolder = () => 'showDirectoryPicker' in window

type Picker = (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>

/** Downloads an export: one file as it is, several as a zip archive. @returns the name of what was downloaded */
export async function downloadExport(flowId: string, format: string, made: Made): Promise<string> {
  const [first, ...others] = made.files
  if (!first) throw new Error(t('There is nothing to download.'))
  if (others.length > 0) {
    const name = `${stemOf(flowId)}-${format}.zip`
    download(name, await zipOf(made.files), 'application/zip')
    return name
  }
  const name = pathParts(first.path).at(-1) as string
  if (made.picture && made.picture.scale !== null) download(name, await pngOf(made), 'image/png')
  else download(name, first.text, TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain')
  return name
}

const TYPES: Readonly<Record<string, string>> = {
  yml: 'application/yaml',
  yaml: 'application/yaml',
  svg: 'image/svg+xml',
  md: 'text/markdown',
}

async function pngOf({ picture }: Made): Promise<Blob> {
  if (!picture) throw new Error(t('This export is no picture.'))
  return renderPng(picture.svg, picture, picture.scale ?? 1)
}

/** Puts a text, or a picture as PNG, on the clipboard. @throws DOMException where the browser refuses */
export async function copyExport(made: Made, file: ExportedFile): Promise<void> {
  if (made.picture && made.picture.scale !== null)
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(made) })])
  else await navigator.clipboard.writeText(file.text)
}

/**
 * Writes the files into a new folder within one that the person picks; nothing that is there is touched. @returns the name of the new
 * folder, null when nothing was picked
 */
export async function writeFolder(
  flowId: string,
  format: string,
  files: readonly ExportedFile[],
): Promise<string | null> {
  const parts = files.map(({ path, text }) => ({ parts: pathParts(path), text }))
  const picked = await (window as unknown as { showDirectoryPicker: Picker })
    .showDirectoryPicker({ mode: 'readwrite' })
    .catch((thrown: unknown) => {
      if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
      throw thrown
    })
  if (!picked) return null
  const name = await freeName(picked, `${stemOf(flowId)}-${format}`)
  const root = await picked.getDirectoryHandle(name, { create: true })
  for (const file of parts) {
    let folder = root
    for (const part of file.parts.slice(0, -1))
      folder = await folder.getDirectoryHandle(part, { create: true })
    const handle = await folder.getFileHandle(file.parts.at(-1) as string, { create: true })
    const writable = await handle.createWritable()
    await writable.write(file.text)
    await writable.close()
  }
  return name
}

/** The name, or with a number when something there has it already. */
async function freeName(folder: FileSystemDirectoryHandle, stem: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}-${n}`
    const taken = await Promise.any([folder.getDirectoryHandle(name), folder.getFileHandle(name)]).then(
      () => true,
      () => false,
    )
    if (!taken) return name
  }
}

/** Says in a toast what went wrong while something was taken away. */
export function sayFailure(thrown: unknown): void {
  toast.error(
    t('Not exported. {{error}}', { error: thrown instanceof Error ? thrown.message : String(thrown) }),
  )
}
