import type { CatalogEntry } from '@flowdeck/shared'
import { create } from 'zustand'
import { getCatalog } from '../api/http.ts'
import { t } from '../i18n/t.ts'

export const BLANK: CatalogEntry = {
  id: 'builtin:blank',
  kind: 'blank',
  name: 'executor',
  description: t('Blank: passes Documents through until you say what it uses'),
  values: {},
  endpoints: [],
}

/** What is always there, with or without a server: each becomes an entry with its keys. */
export const BUILT_IN: readonly CatalogEntry[] = [
  BLANK,
  {
    id: 'builtin:docker',
    kind: 'docker',
    name: 'container',
    description: t('Container image: docker://…'),
    values: { uses: 'docker://image:tag' },
    endpoints: [],
  },
  {
    id: 'builtin:external',
    kind: 'external',
    name: 'external',
    description: t('Runs elsewhere, reached at host and port'),
    values: { external: true, host: 'localhost', port: 8080 },
    endpoints: [],
  },
]

interface CatalogState {
  flowId: string | null
  entries: readonly CatalogEntry[]
  error: string | null
}

export const useCatalog = create<CatalogState>()(() => ({ flowId: null, entries: BUILT_IN, error: null }))

/** Loads what the palette offers for a Flow; what is built in stays when the server cannot say. */
export async function loadCatalog(flowId: string): Promise<void> {
  try {
    const { entries } = await getCatalog(flowId)
    const kinds = new Set(entries.map((entry) => entry.kind))
    const rest = BUILT_IN.filter((entry) => !kinds.has(entry.kind))
    useCatalog.setState({ flowId, entries: [...entries, ...rest], error: null })
  } catch (error) {
    useCatalog.setState({
      flowId,
      entries: BUILT_IN,
      error: error instanceof Error ? error.message : String(error),
    })
  }
}
