import { create } from 'zustand'

/** The group or note whose text is being written: its node shows a field instead of the text. */
export const useEditing = create<{ id: string | null }>()(() => ({ id: null }))

export const editSideNode = (id: string | null) => useEditing.setState({ id })
