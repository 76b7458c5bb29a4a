import type { FlowVersion, VersionSummary } from '@flowdeck/shared'
import { useCallback, useEffect, useState } from 'react'
import { getVersion, getVersions } from '../api/versions.ts'
import { useDocument } from '../state/documentStore.ts'
import { words } from '../state/files.ts'

export interface Versions {
  /** Null while the first list is on its way. */
  list: VersionSummary[] | null
  error: string | null
  reload: () => void
}

/** The versions of a Flow, read when the panel opens, after each change, and when a save that was under way is done. */
export function useVersions(id: string): Versions {
  const [state, setState] = useState<Omit<Versions, 'reload'>>({ list: null, error: null })
  const [asked, setAsked] = useState(0)
  const revision = useDocument((document) => document.baseRevision)
  useEffect(() => {
    let wanted = true
    getVersions(id).then(
      (list) => wanted && setState({ list, error: null }),
      (error: unknown) => wanted && setState(({ list }) => ({ list, error: words(error) })),
    )
    return () => {
      wanted = false
    }
  }, [id, asked, revision])
  const reload = useCallback(() => setAsked((count) => count + 1), [])
  return { ...state, reload }
}

export type Loaded = { version: FlowVersion; error: null } | { version: null; error: string | null }

/** One version with its text; a version never changes, so it is read once while the panel is open. */
export function useVersion(id: string, version: string | null): Loaded {
  const [loaded, setLoaded] = useState<ReadonlyMap<string, FlowVersion>>(new Map())
  const [failed, setFailed] = useState<{ version: string; error: string } | null>(null)
  const known = version === null ? undefined : loaded.get(version)
  useEffect(() => {
    if (version === null || known) return undefined
    let wanted = true
    getVersion(id, version).then(
      (found) => wanted && setLoaded((now) => new Map(now).set(version, found)),
      (error: unknown) => wanted && setFailed({ version, error: words(error) }),
    )
    return () => {
      wanted = false
    }
  }, [id, version, known])
  if (known) return { version: known, error: null }
  return { version: null, error: failed !== null && failed.version === version ? failed.error : null }
}
