import { useDeferredValue, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useTheme } from '../app/useTheme.ts'
import { useEndpoints } from '../live/playground/useEndpoints.ts'
import { useRun } from '../live/run/useRunStatus.ts'
import { useCatalog } from '../palette/catalogStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { choicesFor, useExport } from './exportStore.ts'
import type { ExportInput } from './formats.ts'
import { writtenEndpoints } from './writtenEndpoints.ts'

/** What the exports of the open Flow are made from; it follows the document, a little behind while somebody types. */
export function useExportInput(): ExportInput {
  const document = useDocument(
    useShallow(({ id, parsed, model, layout }) => ({ id: id ?? '', parsed, model, layout: layout.nodes })),
  )
  const { id, parsed, model, layout } = useDeferredValue(document)
  const choices = useExport((state) => choicesFor(state, id))
  const theme = useTheme()
  const run = useRun(id)
  const told = useEndpoints(run)
  const entries = useCatalog((state) => state.entries)
  const alive = run !== null && (run.state === 'ready' || run.state === 'degraded')
  return useMemo(
    () => ({
      flowId: id,
      parsed,
      model,
      layout,
      choices,
      theme,
      running: alive ? run.gateway : null,
      endpoints:
        told.endpoints.length > 0
          ? told
          : { ...told, endpoints: writtenEndpoints(parsed.spec?.executors ?? [], entries) },
    }),
    [id, parsed, model, layout, choices, theme, alive, run, told, entries],
  )
}
