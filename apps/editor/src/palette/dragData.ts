import { catalogEntry, type CatalogEntry } from '@flowdeck/shared'

export const DRAG_TYPE = 'application/x-flowdeck-executor'

export function writeDragged(transfer: DataTransfer, entry: CatalogEntry): void {
  transfer.setData(DRAG_TYPE, JSON.stringify(entry))
  transfer.effectAllowed = 'copy'
}

/** The palette entry that is dropped; null when something else is. */
export function readDragged(transfer: DataTransfer): CatalogEntry | null {
  try {
    const read = catalogEntry.safeParse(JSON.parse(transfer.getData(DRAG_TYPE)))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
