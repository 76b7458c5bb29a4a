import { readdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { describeExecutors, readPythonExecutors } from '@flowdeck/runtime'
import { uniqueName, type Catalog, type CatalogEntry } from '@flowdeck/shared'

const SKIPPED = new Set(['node_modules', 'dist', '__pycache__', 'venv'])
const MAX_FILES = 500
const MAX_DEPTH = 6

const BUILT_IN: CatalogEntry[] = [
  {
    id: 'blank',
    kind: 'blank',
    name: 'executor',
    description: 'Passes Documents through; give it a source in the inspector.',
    values: {},
    endpoints: [],
  },
  {
    id: 'external',
    kind: 'external',
    name: 'external',
    description: 'An Executor that somebody else runs, at a host and port.',
    values: { external: true, host: 'localhost', port: 50051 },
    endpoints: [],
  },
]

/** What the palette offers for a Flow: Executors in the sources of the workspace, found by reading, never by importing. */
export async function readCatalog(root: string, flowPath: string): Promise<Catalog> {
  const files = await findSources(root, '', 0)
  const entries: CatalogEntry[] = []
  for (const file of files) {
    const path = join(root, file)
    const fromFlow = relative(dirname(flowPath), path).split(sep).join('/')
    const isPython = file.endsWith('.py')
    const described = isPython ? await describePython(path) : await describeExecutors(path)
    for (const { className, endpoints, description, ...more } of described)
      entries.push({
        id: `file:${file}:${className}`,
        kind: 'file',
        name: uniqueName([], snakeCase(className)),
        className,
        file,
        description: description || file,
        // As Jina itself wants it for Python.
        values: isPython
          ? { uses: className, py_modules: fromFlow }
          : { uses: described.length > 1 ? `${fromFlow}:${className}` : fromFlow },
        endpoints,
        ...('parameters' in more ? { parameters: more.parameters } : {}),
      })
  }
  const near = ({ values }: CatalogEntry) =>
    String(values['py_modules'] ?? values['uses']).startsWith('../') ? 1 : 0
  return { entries: [...entries.sort((a, b) => near(a) - near(b)), ...BUILT_IN] }
}

/** A file that cannot be read has no Executors to offer. */
async function describePython(path: string) {
  const source = await readPythonExecutors(path).catch(() => null)
  return source?.executors ?? []
}

async function findSources(root: string, folder: string, depth: number): Promise<string[]> {
  if (depth > MAX_DEPTH) return []
  const found: string[] = []
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || found.length >= MAX_FILES) continue
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) found.push(...(await findSources(root, path, depth + 1)))
    else if (entry.isFile() && /(?<!\.d|\.test)\.(ts|mts|js|mjs|py)$/.test(entry.name)) found.push(path)
  }
  return found
}

/** `SentenceSplitter` → `sentence_splitter`, `CLIPEncoder` → `clip_encoder`; a trailing `Executor` says nothing. */
function snakeCase(className: string): string {
  const short = className.replace(/Executor$/, '') || className
  return short.replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toLowerCase()
}
