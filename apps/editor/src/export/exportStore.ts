import type { PictureTheme, DocarrayGeneration } from '@flowdeck/shared'
import { create } from 'zustand'
import { commitFields } from '../ui/pendingFields.ts'
import { browserStorage, readKept } from '../ui/storage.ts'

const KEY = 'flowdeck.export'

/** What a person chose for the exports of one Flow; kept per Flow in this browser, never in the Flow file. */
export interface ExportChoices {
  images: 'jina' | 'flowdeck'
  gatewayImage: string
  namespace: string
  network: string
  jinaExact: boolean
  /** Images for Executors that have none, by the exporter's key. */
  imageOverrides: Readonly<Record<string, string>>
  docarray: DocarrayGeneration | null
  /** Null: as the editor looks. */
  theme: PictureTheme | null
  scale: 1 | 2 | 4
  vertical: boolean
}

export const NEW_CHOICES: ExportChoices = {
  images: 'flowdeck',
  gatewayImage: '',
  namespace: '',
  network: '',
  jinaExact: false,
  imageOverrides: {},
  docarray: null,
  theme: null,
  scale: 2,
  vertical: false,
}

interface ExportState {
  /** As a dialog over the editor, or docked beside the canvas, which can then be edited. */
  shown: 'dialog' | 'docked' | null
  format: string
  choices: Readonly<Record<string, ExportChoices>>
}

export const useExport = create<ExportState>()(() => ({
  shown: null,
  format: 'yaml',
  choices: readChoices(readKept(KEY)),
}))
const set = useExport.setState

export const choicesFor = ({ choices }: ExportState, flowId: string) => choices[flowId] ?? NEW_CHOICES

/** Opens the export of the Flow as it is on the screen, with what is being typed. */
export function openExport(format?: string): void {
  commitFields()
  set(({ shown, ...state }) => ({ shown: shown ?? 'dialog', format: format ?? state.format }))
}
export const closeExport = () => set({ shown: null })
export const dockExport = (docked: boolean) => set({ shown: docked ? 'docked' : 'dialog' })
export const chooseFormat = (format: string) => set({ format })

export function choose(flowId: string, change: Partial<ExportChoices>): void {
  set((state) => ({ choices: { ...state.choices, [flowId]: { ...choicesFor(state, flowId), ...change } } }))
  browserStorage.setItem(KEY, JSON.stringify(useExport.getState().choices))
}

/** Reads what an earlier page kept; values of another kind are replaced by the usual ones. */
export function readChoices(stored: unknown): Record<string, ExportChoices> {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return {}
  return Object.fromEntries(
    Object.entries(stored).flatMap(([flowId, value]) => {
      if (typeof value !== 'object' || value === null) return []
      const it = value as Partial<Record<keyof ExportChoices, unknown>>
      const text = (key: 'gatewayImage' | 'namespace' | 'network') => {
        const found = it[key]
        return typeof found === 'string' ? found : NEW_CHOICES[key]
      }
      const choices: ExportChoices = {
        images: it.images === 'jina' ? 'jina' : 'flowdeck',
        gatewayImage: text('gatewayImage'),
        namespace: text('namespace'),
        network: text('network'),
        jinaExact: it.jinaExact === true,
        imageOverrides: textMap(it.imageOverrides),
        docarray: it.docarray === 'v1' || it.docarray === 'v2' ? it.docarray : null,
        theme: it.theme === 'light' || it.theme === 'dark' ? it.theme : null,
        scale: it.scale === 1 || it.scale === 4 ? it.scale : 2,
        vertical: it.vertical === true,
      }
      return [[flowId, choices]]
    }),
  )
}

function textMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
