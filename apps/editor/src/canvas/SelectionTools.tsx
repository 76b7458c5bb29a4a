import { Ban, Copy, Group, Sparkles, Trash2 } from 'lucide-react'
import { groupSelected, toggleDisabled } from '../actions/arrange.ts'
import { duplicateSelected } from '../actions/copies.ts'
import { removeSelected, tidy } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { Hint } from '../ui/Hint.tsx'

/** What can be done to several selected Executors at once. */
export function SelectionTools() {
  const count = useDocument(
    (state) => state.model.executors.filter((card) => state.selection.has(card.name)).length,
  )
  if (count < 2) return null
  return (
    <div className="select-tools" role="toolbar" aria-label="Selection">
      <b>{count} selected</b>
      <Hint text="Duplicate" action="duplicate">
        <button
          type="button"
          className="icon-btn"
          aria-label="Duplicate the selection"
          onClick={duplicateSelected}
        >
          <Copy aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="Group" action="group">
        <button type="button" className="icon-btn" aria-label="Group the selection" onClick={groupSelected}>
          <Group aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="Disable" action="disable">
        <button
          type="button"
          className="icon-btn"
          aria-label="Disable the selection"
          onClick={toggleDisabled}
        >
          <Ban aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="Tidy the selection" action="tidy">
        <button
          type="button"
          className="icon-btn"
          aria-label="Tidy the selection"
          onClick={() => void tidy()}
        >
          <Sparkles aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="Delete" action="delete">
        <button
          type="button"
          className="icon-btn"
          aria-label="Delete the selection"
          onClick={() => removeSelected(false)}
        >
          <Trash2 aria-hidden="true" />
        </button>
      </Hint>
    </div>
  )
}
