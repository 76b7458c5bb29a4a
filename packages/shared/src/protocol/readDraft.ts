import { readLayout } from '../edit/layout/layoutSidecar.ts'
import { draft, type Draft } from './httpApi.ts'

/** A draft as it was kept; null when it holds no text. What is no layout costs positions, never the text. */
export function readDraft(value: unknown): Draft | null {
  if (typeof value !== 'object' || value === null) return null
  const layout = readLayout('layout' in value ? value.layout : null)
  const read = draft.safeParse({ ...value, layout })
  return read.success ? read.data : null
}
