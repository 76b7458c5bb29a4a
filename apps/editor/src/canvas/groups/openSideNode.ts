import { toggleGroups } from '../../actions/arrange.ts'
import { editSideNode } from './editing.ts'
import { groupIdOf, noteIdOf } from './groupModel.ts'

/** Enter on a group folds or unfolds it, on a note writes it. False for any other node. */
export function openSideNode(id: string): boolean {
  const group = groupIdOf(id)
  if (group !== null) toggleGroups([group])
  else if (noteIdOf(id) !== null) editSideNode(id)
  else return false
  return true
}
