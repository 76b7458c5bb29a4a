import { Dialog } from 'radix-ui'
import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { closeExport, useExport } from './exportStore.ts'
import { ExportView } from './ExportView.tsx'
import { t } from '../i18n/t.ts'

/** The exports of the open Flow: over the editor, or beside the canvas while it is edited. */
export function ExportDialog() {
  const shown = useExport((state) => state.shown)
  const id = useDocument((state) => state.id)
  if (shown === null || id === null) return null
  return shown === 'docked' ? <Docked key={id} /> : <Over key={id} />
}

function Over() {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : closeExport())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog export-dialog"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // The chosen format: arrows then walk the formats.
            const tab = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(
              '[role="tab"][data-state="active"]',
            )
            if (!tab) return
            event.preventDefault()
            tab.focus()
          }}
        >
          <ExportView
            docked={false}
            renderTitle={(words) => (
              <Dialog.Title asChild>
                <h2>{words}</h2>
              </Dialog.Title>
            )}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Docked() {
  const region = useRef<HTMLElement>(null)
  useEffect(() => {
    // The canvas is narrower now.
    ui.reveal([])
    region.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus()
  }, [])
  return (
    <section
      ref={region}
      className="export-docked"
      id="region-export"
      aria-label={t('Export')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        closeExport()
      }}
    >
      <ExportView docked renderTitle={(words) => <h2>{words}</h2>} />
    </section>
  )
}
