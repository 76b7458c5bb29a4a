import type { KeyboardEvent } from 'react'
import { connect } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { openSideNode } from './groups/openSideNode.ts'

/**
 * Enter on a node: what it does to any focused control (Space does so when it is let go: held, it is the hand). Every other key of the canvas is a shortcut, held by
 * the keymap (actions/canvasActions.ts). Tab is left alone: it leaves the canvas.
 */
export function onCanvasKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.key !== 'Enter') return
  if (target.closest('input, textarea, button, [contenteditable]')) return
  const focused = target.closest('.react-flow__node')?.getAttribute('data-id') ?? null
  if (focused === null) return
  choose(event, focused)
  event.preventDefault()
  event.stopPropagation()
}

/** Space alone is a press of the focused node. */
export function onSpace(event: KeyboardEvent): void {
  const node = (event.target as HTMLElement).closest('.react-flow__node')
  const id = node?.getAttribute('data-id')
  if (event.target === node && id) choose(event, id)
}

/** Ends a wire that was begun with the keyboard at a node; false when there is none. */
export function linkTo(id: string): boolean {
  const { linking } = useUi.getState()
  if (linking?.by !== 'keyboard') return false
  if (id !== linking.from && connect(linking.from, id)) ui.setLinking(null)
  return true
}

/** Puts a node into the selection, or takes it out. */
export function toggleSelected(id: string): void {
  const next = new Set(useDocument.getState().selection)
  if (!next.delete(id)) next.add(id)
  select(next)
}

function choose(event: KeyboardEvent, focused: string): void {
  if (linkTo(focused)) return
  const { selection } = useDocument.getState()
  if (event.key === 'Enter' && selection.has(focused) && openSideNode(focused)) return
  if (event.shiftKey) toggleSelected(focused)
  else if (selection.has(focused) && selection.size === 1 && event.key === 'Enter') ui.focusField('name')
  else select([focused])
}
