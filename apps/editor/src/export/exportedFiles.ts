import { t } from '../i18n/t.ts'

/** One file that an export gives. */
export interface ExportedFile {
  /** Relative, with `/`, without `..`. */
  path: string
  text: string
  /** Holds secrets: kept out of what this browser remembers. */
  secret?: boolean
  executable?: boolean
}

/** The parts of a path, when it stays below the folder it is written to. @throws Error with the path, when it does not */
export function pathParts(path: string): string[] {
  const parts = path.split('/')
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part))
  if (bad)
    throw new Error(t('"{{path}}" would be written outside of the export, so nothing was written.', { path }))
  return parts
}

const MODES = { plain: 0o644, executable: 0o755, secret: 0o600 } as const

/** Files as a zip archive, in order; scripts can be run and secrets are their owner's. @throws Error when a path leads outside */
export async function zipOf(files: readonly ExportedFile[]): Promise<Uint8Array<ArrayBuffer>> {
  for (const { path } of files) pathParts(path)
  const { strToU8, zipSync } = await import('fflate')
  const tree = Object.fromEntries(
    files.map(({ path, text, secret, executable }) => {
      const mode = secret ? MODES.secret : executable ? MODES.executable : MODES.plain
      // Without a fixed time the same export would give other bytes each time.
      return [path, [strToU8(text), { os: 3, attrs: mode << 16, mtime: '1980-01-01T12:00:00' }] as const]
    }),
  )
  return new Uint8Array(zipSync(tree as unknown as Parameters<typeof zipSync>[0]))
}

/** How large all files are, in bytes of UTF-8. */
export function bytesOf(files: readonly ExportedFile[]): number {
  const encoder = new TextEncoder()
  return files.reduce((sum, { text }) => sum + encoder.encode(text).length, 0)
}
