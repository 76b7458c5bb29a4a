import { FileText, Folder, KeyRound } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import type { ExportedFile } from './exportedFiles.ts'
import type { FileChange } from './lastExport.ts'
import { t } from '../i18n/t.ts'

interface Props {
  files: readonly ExportedFile[]
  shown: string
  changes: ReadonlyMap<string, FileChange> | null
  onShow: (path: string) => void
}

const MARKS: Record<FileChange, { sign: string; words: string } | null> = {
  same: null,
  new: { sign: '+', words: t('new since the last export') },
  changed: { sign: '•', words: t('changed since the last export') },
  removed: { sign: '−', words: t('gone since the last export') },
}

/** The files of an export by folder; arrows walk them, as in any tree. */
export function FileTree({ files, shown, changes, onShow }: Props) {
  const tree = useRef<HTMLDivElement>(null)
  const rows = rowsOf(files)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = files.findIndex(({ path }) => path === shown)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: files.length - 1 }[event.key]
    const next = to === undefined ? undefined : files[to]
    if (!next) return
    event.preventDefault()
    onShow(next.path)
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(next.path)}"]`)?.focus()
  }
  return (
    <div className="export-tree" role="tree" aria-label={t('Files')} ref={tree} onKeyDown={onKeyDown}>
      {rows.map(({ folder, path, name, depth, file }) =>
        file ? (
          <div
            key={path}
            role="treeitem"
            aria-level={depth + 1}
            aria-selected={path === shown}
            tabIndex={path === shown ? 0 : -1}
            data-path={path}
            style={{ paddingLeft: 8 + depth * 14 }}
            onClick={() => onShow(path)}
          >
            {file.secret ? (
              <KeyRound aria-label={t('holds secrets')} role="img" />
            ) : (
              <FileText aria-hidden="true" />
            )}
            <span>{name}</span>
            <Mark change={changes?.get(path) ?? 'same'} />
          </div>
        ) : (
          <div
            key={folder}
            role="treeitem"
            aria-level={depth + 1}
            aria-expanded="true"
            className="export-folder"
            style={{ paddingLeft: 8 + depth * 14 }}
          >
            <Folder aria-hidden="true" />
            <span>{name}</span>
          </div>
        ),
      )}
    </div>
  )
}

function Mark({ change }: { change: FileChange }) {
  const mark = MARKS[change]
  return mark ? (
    <b className={`export-mark ${change}`} title={mark.words} role="img" aria-label={mark.words}>
      {mark.sign}
    </b>
  ) : null
}

interface Row {
  folder: string
  path: string
  name: string
  depth: number
  file: ExportedFile | null
}

/** Files in their order, each folder named once before its first file. */
function rowsOf(files: readonly ExportedFile[]): Row[] {
  const rows: Row[] = []
  const named = new Set<string>()
  for (const file of files) {
    const parts = file.path.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/')
      if (named.has(folder)) continue
      named.add(folder)
      rows.push({ folder, path: folder, name: parts[depth - 1] as string, depth: depth - 1, file: null })
    }
    rows.push({
      folder: '',
      path: file.path,
      name: parts.at(-1) as string,
      depth: parts.length - 1,
      file,
    })
  }
  return rows
}
