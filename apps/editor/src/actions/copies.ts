import {
  copyAsYaml,
  copyGroups,
  parseFlow,
  planEdit,
  type FlowLayout,
  type LayoutNote,
} from '@flowdeck/shared'
import { placeOnCanvas } from '../canvas/canvasView.ts'
import { noteNodeId } from '../canvas/groups/groupModel.ts'
import { inColumns } from '../canvas/inColumns.ts'
import { withNotes } from '../canvas/notes/noteModel.ts'
import { changeLayout } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import type { CanvasClip } from './canvasClip.ts'
import { edit, refuse, replaceDocument } from './edit.ts'
import { refusalOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

const get = useDocument.getState
type Point = { x: number; y: number }
const OFFSET = { x: 32, y: 112 }
const listOf = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : t('{{count}} Executors', { count: names.length })

/** Copies Executors and notes to where they are given; groups whose members are all copied come along. */
export function duplicate({ at, notes }: { at: FlowLayout['nodes']; notes: Record<string, Point> }): void {
  const { model, layout } = get()
  // Copies are made in the order of the document.
  const names = model.executors.map((card) => card.name).filter((name) => at[name])
  const copies = Object.entries(notes).flatMap(([id, place]): LayoutNote[] => {
    const note = layout.notes?.[id]
    return note ? [{ ...note, ...place }] : []
  })
  if (names.length === 0) {
    if (copies.length > 0) changeLayout(withNotes(layout, copies), t('duplicate the note'))
    return
  }
  const places = names.map((name) => at[name] as Point)
  edit(
    { type: 'duplicate', names },
    {
      at: places,
      finish: (placed, added) =>
        withNotes(
          copyGroups(
            placed,
            layout.groups ?? {},
            new Map(names.map((name, i) => [name, added[i] as string])),
          ),
          alongside(copies, places, placed.nodes[added[0] ?? '']),
        ),
    },
  )
}

/** Notes that came with Executors, moved as those were to cover nothing. */
function alongside(
  notes: readonly LayoutNote[],
  places: readonly Point[],
  first?: Point,
): readonly LayoutNote[] {
  const wanted = places[0]
  if (!wanted || !first) return notes
  return notes.map((note) => ({ ...note, x: note.x + first.x - wanted.x, y: note.y + first.y - wanted.y }))
}

const selectedNotes = () =>
  Object.entries(get().layout.notes ?? {}).filter(([id]) => get().selection.has(noteNodeId(id)))

/** Copies what is selected, beside where it stands. */
export function duplicateSelected(by: Point = OFFSET): void {
  const { layout } = get()
  const offset = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y })
  duplicate({
    at: Object.fromEntries(
      selectedExecutors().map((name) => [name, offset(layout.nodes[name] ?? { x: 0, y: 0 })]),
    ),
    notes: Object.fromEntries(selectedNotes().map(([id, note]) => [id, offset(note)])),
  })
}

/** What Ctrl+C puts on the clipboard: YAML (or the text of notes) for any program, and the picture for this one. */
export function copySelected(): { text: string; clip: CanvasClip } | null {
  const { parsed, layout } = get()
  const names = selectedExecutors()
  const notes = selectedNotes().map(([, note]) => note)
  const yaml = parsed.spec && names.length > 0 ? copyAsYaml(parsed, names) : ''
  if (yaml === '' && notes.length === 0) return null
  const text = yaml === '' ? notes.map((note) => note.text).join('\n\n') : yaml
  const groups = Object.values(layout.groups ?? {}).filter(({ members }) =>
    members.every((name) => names.includes(name)),
  )
  const places = names.map((name) => layout.nodes[name] ?? { x: 0, y: 0 })
  return { text, clip: { names, places, groups, notes } }
}

/**
 * Adds the Executors of a YAML text under the pointer, as one step; `clip` says how they were arranged where they come
 * from. A whole Flow pasted into an empty one becomes it, with its Gateway and all.
 */
export function pasteYaml(yaml: string, keepIncoming: boolean, clip: CanvasClip | null = null): void {
  const { model, parsed, layout } = get()
  const here = placeOnCanvas()
  if (clip && clip.names.length === 0) return pasteNotes(clip.notes, here)
  if (model.executors.length === 0 && model.disabled.length === 0 && isWholeFlow(yaml)) {
    void replaceDocument(yaml, t('paste')).then(({ ok }) => (ok ? ui.reveal([]) : undefined))
    return
  }
  const plan = planEdit(parsed, { type: 'paste', yaml, keepIncoming })
  if ('refused' in plan) return refuse(refusalOf(plan))
  const places =
    clip && clip.places.length === plan.added.length
      ? clip.places
      : inColumns(plan.added, plan.parsed.spec?.executors ?? [])
  const all = [...places, ...(clip?.notes ?? [])]
  const by = {
    x: here.x - Math.min(...all.map(({ x }) => x)),
    y: here.y - Math.min(...all.map(({ y }) => y)),
  }
  const move = <T extends Point>(place: T): T => ({ ...place, x: place.x + by.x, y: place.y + by.y })
  const applied = edit(
    { type: 'paste', yaml, keepIncoming },
    {
      at: places.map(move),
      finish: (placed, added) => {
        if (!clip || added.length !== clip.names.length) return placed
        const groups = Object.fromEntries(clip.groups.map((group, i) => [`clip${i}`, group]))
        const names = new Map(clip.names.map((name, i) => [name, added[i] as string]))
        const notes = alongside(clip.notes.map(move), places.map(move), placed.nodes[added[0] ?? ''])
        return withNotes(copyGroups(placed, groups, names), notes)
      },
    },
  )
  if (!applied.ok) return
  const brought = Object.keys(get().layout.notes ?? {}).length - Object.keys(layout.notes ?? {}).length
  const what = listOf(applied.added)
  ui.announce(
    brought > 0
      ? t('Pasted {{what}} and {{count}} notes.', { what, count: brought })
      : t('Pasted {{what}}.', { what }),
  )
  ui.reveal(applied.added)
}

function pasteNotes(notes: readonly LayoutNote[], here: Point): void {
  const { layout } = get()
  const left = Math.min(...notes.map(({ x }) => x))
  const top = Math.min(...notes.map(({ y }) => y))
  const moved = notes.map((note) => ({ ...note, x: note.x - left + here.x, y: note.y - top + here.y }))
  const after = withNotes(layout, moved)
  changeLayout(after, t('paste {{count}} notes', { count: notes.length }))
  const known = new Set(Object.keys(layout.notes ?? {}))
  select(
    Object.keys(after.notes ?? {})
      .filter((id) => !known.has(id))
      .map(noteNodeId),
  )
  ui.announce(t('Pasted {{count}} notes.', { count: notes.length }))
}

/** Whether a text is a Flow file rather than a list of Executors. */
function isWholeFlow(yaml: string): boolean {
  const { spec, source } = parseFlow(yaml)
  return spec !== null && spec.executors.length > 0 && source.keyRange(['executors']) !== null
}
