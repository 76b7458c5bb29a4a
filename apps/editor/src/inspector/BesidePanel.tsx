import { toggleDisabled, toggleGroups, ungroupSelected } from '../actions/arrange.ts'
import { editSideNode } from '../canvas/groups/editing.ts'
import { groupIdOf, noteIdOf } from '../canvas/groups/groupModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { disabledExecutors, type FlowLayout } from '@flowdeck/shared'
import type { CanvasModel } from '../canvas/canvasModel.ts'
import { t } from '../i18n/t.ts'

export interface Beside {
  title: string
  words: string
}

/** What is selected alone and has no fields in the Flow: a group, a note, or an Executor that is commented out. */
export function besideOf(id: string, model: CanvasModel, layout: FlowLayout): Beside | null {
  const group = layout.groups?.[groupIdOf(id) ?? '']
  if (group)
    return {
      title: group.name,
      words: t('A group of {{names}}. It is kept beside the Flow file and changes nothing in what runs.', {
        names: group.members.join(', '),
      }),
    }
  if (layout.notes?.[noteIdOf(id) ?? ''])
    return { title: t('Note'), words: t('A note is kept beside the Flow file, never in it.') }
  if (model.disabled.some((card) => card.name === id))
    return {
      title: id,
      words: t(
        'Disabled: its lines are commented out in the YAML, and its neighbours are joined. Enabling it brings them back as they were.',
      ),
    }
  return null
}

export function BesidePanel({ id, words }: { id: string; words: string }) {
  const group = useDocument((state) => state.layout.groups?.[groupIdOf(id) ?? ''])
  const parsed = useDocument((state) => state.parsed)
  return (
    <div className="beside">
      <p>{words}</p>
      <div className="row">
        {group ? (
          <>
            <button type="button" className="btn" onClick={() => editSideNode(id)}>
              {t('Rename')}
            </button>
            <button type="button" className="btn" onClick={() => toggleGroups([groupIdOf(id) ?? ''])}>
              {group.collapsed ? t('Expand') : t('Collapse')}
            </button>
            <button type="button" className="btn" onClick={ungroupSelected}>
              {t('Ungroup')}
            </button>
          </>
        ) : noteIdOf(id) !== null ? (
          <button type="button" className="btn" onClick={() => editSideNode(id)}>
            {t('Write')}
          </button>
        ) : (
          <>
            <button type="button" className="btn primary" onClick={toggleDisabled}>
              {t('Enable')}
            </button>
            <button
              type="button"
              className="btn"
              onClick={() => {
                const line = disabledExecutors(parsed).find((item) => item.name === id)?.line
                if (line === undefined) return
                ui.showPanel('yaml')
                ui.revealLine(line, 1, true)
              }}
            >
              {t('Show in the YAML')}
            </button>
          </>
        )}
      </div>
    </div>
  )
}
