import { create } from 'zustand'
import { announcer } from './announcer.ts'
import { browserStorage, readKept } from '../ui/storage.ts'

export type Theme = 'system' | 'light' | 'dark'
/** What a mouse wheel does; two fingers on a trackpad always pan. */
export type Wheel = 'zoom' | 'pan'
const DRAWER_TABS = ['problems', 'playground', 'logs'] as const
export type DrawerTab = (typeof DRAWER_TABS)[number]
export type Dialog =
  | 'commands'
  | 'shortcuts'
  | 'newFlow'
  | 'templates'
  | 'paste'
  | 'deleteFlow'
  | 'versions'
  | 'nameVersion'
  | null

/** Where the picker for a new Executor stands and what it will be wired to. */
export interface QuickAdd {
  /** Screen position of the picker. */
  screen: { x: number; y: number }
  /** Canvas position of the new node's top-left corner; null lets the layout choose. */
  at: { x: number; y: number } | null
  wire:
    | { type: 'after'; from: string }
    | { type: 'before'; to: string }
    | { type: 'edge'; from: string; to: string }
    | null
}

export interface FieldFocus {
  key: string
  /** Rises, so that asking twice for the same field focuses it twice. */
  ask: number
}

export interface Linking {
  from: string
  by: 'pointer' | 'keyboard'
  /** Which side of `from` the wire leaves. */
  side: 'source' | 'target'
  /** Nodes that cannot take the wire, and why. */
  refused: ReadonlyMap<string, string>
}

interface Panels {
  palette: boolean
  inspector: boolean
  yaml: boolean
  drawer: boolean
}

interface UiState {
  /** Canvas or outline as somebody chose; null leaves it to the width of the screen. */
  view: 'canvas' | 'outline' | null
  /** What the one column of a phone shows. */
  phonePane: 'stage' | 'yaml' | 'inspector' | 'palette' | 'drawer'
  theme: Theme
  wheel: Wheel
  panels: Panels
  drawerTab: DrawerTab
  dialog: Dialog
  quickAdd: QuickAdd | null
  /** A wire is being drawn from this node (by pointer or by keyboard). */
  linking: Linking | null
  /** The edge under something that is being dragged from the palette. */
  dropEdge: string | null
  /** The edge whose tools are shown. */
  hoverEdge: string | null
  /** The selection that was found by walking the graph: while it stands, the rest is dimmed. */
  traced: ReadonlySet<string> | null
  focusField: FieldFocus | null
  /** Nodes that the canvas should bring into view. */
  reveal: { ids: string[]; ask: number } | null
  /** Line of the YAML text to show. */
  revealLine: { line: number; column: number; ask: number; focus: boolean } | null
  /** Who opened the drawer: problems close it again when they are gone. */
  drawerBy: 'person' | 'problems'
  /** The Flow that had problems last, and the one on whose problems a person closed the drawer: they don't open it again. */
  problemsOf: string | null
  drawerLeft: string | null
  /** Panels that are closed because the Flow needs their room. */
  yielded: readonly (keyof Panels)[]
  zoomPercent: number
  /** Nodes that differ from what is running. */
  changed: ReadonlySet<string>
  /** Said to screen readers; `n` rises, so that the same words are said twice. */
  announcement: { text: string; n: number }
}

const PREFS = 'flowdeck.ui'
interface Prefs {
  view: UiState['view']
  theme: Theme
  wheel: Wheel
  panels: Panels
  drawerTab: DrawerTab
}
const DEFAULTS: Prefs = {
  view: null,
  theme: 'system',
  wheel: 'zoom',
  // The drawer opens when there is something to say: a start, a problem that is looked at.
  panels: { palette: true, inspector: true, yaml: false, drawer: false },
  drawerTab: 'problems',
}

const PREF_KEYS = ['view', 'theme', 'wheel', 'panels', 'drawerTab'] as const

function readPrefs(): Prefs {
  const stored = (readKept(PREFS) ?? {}) as Partial<Prefs>
  return {
    view: stored.view === 'outline' || stored.view === 'canvas' ? stored.view : null,
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
    wheel: stored.wheel === 'pan' ? 'pan' : 'zoom',
    panels: readPanels(stored.panels),
    drawerTab: DRAWER_TABS.find((tab) => tab === stored.drawerTab) ?? DEFAULTS.drawerTab,
  }
}

function readPanels(stored: unknown): Panels {
  const kept = Object.entries(stored ?? {}).filter(
    ([panel, open]) => Object.hasOwn(DEFAULTS.panels, panel) && typeof open === 'boolean',
  )
  return { ...DEFAULTS.panels, ...Object.fromEntries(kept) }
}

/** What the screen shows, apart from the document. Theme, panels and tab are kept per browser; nothing is in the Flow file. */
export const useUi = create<UiState>()(() => ({
  ...readPrefs(),
  dialog: null,
  quickAdd: null,
  linking: null,
  dropEdge: null,
  hoverEdge: null,
  traced: null,
  focusField: null,
  reveal: null,
  revealLine: null,
  drawerBy: 'person',
  problemsOf: null,
  drawerLeft: null,
  yielded: [],
  zoomPercent: 100,
  changed: new Set(),
  announcement: { text: '', n: 0 },
  phonePane: 'stage',
}))

useUi.subscribe((now, before) => {
  if (PREF_KEYS.every((key) => now[key] === before[key])) return
  const { view, theme, wheel, drawerTab } = now
  const panels = { ...now.panels, ...Object.fromEntries(now.yielded.map((panel) => [panel, true])) }
  if (now.drawerBy === 'problems') panels.drawer = false
  browserStorage.setItem(PREFS, JSON.stringify({ view, theme, wheel, panels, drawerTab } satisfies Prefs))
})

let asked = 0
const set = useUi.setState

/** Hover waits a little both ways: tools do not flicker past, and the pointer can reach them. */
const HOVER_MS = 120
let hoverTimer: ReturnType<typeof setTimeout> | null = null
function hoverEdge(id: string | null): void {
  if (hoverTimer !== null) clearTimeout(hoverTimer)
  hoverTimer = setTimeout(() => {
    if (useUi.getState().hoverEdge !== id) set({ hoverEdge: id })
  }, HOVER_MS)
}

const announce = announcer({
  say: (text) => set(({ announcement }) => ({ announcement: { text, n: announcement.n + 1 } })),
  now: () => performance.now(),
})

export const ui = {
  setTheme: (theme: Theme) => set({ theme }),
  setWheel: (wheel: Wheel) => set({ wheel }),
  togglePanel: (panel: keyof Panels) =>
    set(({ panels, phonePane, yielded, problemsOf }) => ({
      yielded: yielded.filter((other) => other !== panel),
      panels: { ...panels, [panel]: !panels[panel] },
      phonePane: phonePane === panel ? 'stage' : panel,
      ...(panel === 'drawer' ? { drawerBy: 'person', drawerLeft: panels.drawer ? problemsOf : null } : {}),
    })),
  /** Closes panels for a Flow that needs their room; what the person set is kept. */
  yieldPanels: (yielded: readonly (keyof Panels)[]) =>
    set(({ panels }) => ({
      yielded,
      panels: { ...panels, ...Object.fromEntries(yielded.map((panel) => [panel, false])) },
    })),
  restorePanels: () =>
    set(({ panels, yielded }) => ({
      yielded: [],
      panels: { ...panels, ...Object.fromEntries(yielded.map((panel) => [panel, true])) },
    })),
  showPanel: (panel: keyof Panels) =>
    set(({ panels, yielded }) => ({
      yielded: yielded.filter((other) => other !== panel),
      phonePane: panel,
      panels: panels[panel] ? panels : { ...panels, [panel]: true },
    })),
  showDrawer: (drawerTab: DrawerTab) =>
    set(({ panels }) => ({
      drawerTab,
      phonePane: 'drawer',
      panels: { ...panels, drawer: true },
      drawerBy: 'person',
    })),
  /** Shows the problems of a Flow in a drawer that is closed, unless a person closed it on them. */
  openForProblems: (flowId: string | null) => {
    const { panels, drawerLeft } = useUi.getState()
    set({ problemsOf: flowId })
    if (panels.drawer || drawerLeft === flowId) return
    set({ panels: { ...panels, drawer: true }, drawerTab: 'problems', drawerBy: 'problems' })
  },
  /** Closes a drawer that problems have opened. */
  closeAfterProblems: () => {
    const { panels, drawerBy } = useUi.getState()
    set({ problemsOf: null })
    if (drawerBy === 'problems') set({ panels: { ...panels, drawer: false }, drawerBy: 'person' })
  },
  openDialog: (dialog: Dialog) => set({ dialog }),
  openQuickAdd: (quickAdd: QuickAdd | null) => set({ quickAdd }),
  setLinking: (linking: UiState['linking']) => set({ linking }),
  setDropEdge: (dropEdge: string | null) => {
    if (useUi.getState().dropEdge !== dropEdge) set({ dropEdge })
  },
  hoverEdge,
  trace: (traced: ReadonlySet<string>) => set({ traced }),
  focusField: (key: string) => {
    ui.showPanel('inspector')
    set({ focusField: { key, ask: ++asked } })
  },
  /** The form has taken the focus as asked: a form that opens later must not take it again. */
  fieldFocused: () => set({ focusField: null }),
  reveal: (ids: string[]) => set({ reveal: { ids, ask: ++asked } }),
  revealLine: (line: number, column: number, focus = false) =>
    set({ revealLine: { line, column, ask: ++asked, focus } }),
  /** Says something to screen readers, at most once in two seconds; of one subject only the newest sentence. */
  announce,
}
