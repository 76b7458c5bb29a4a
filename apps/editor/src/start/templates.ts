import type { FlowFile, Template } from '@flowdeck/shared'
import { create } from 'zustand'
import { getTemplates, postTemplate } from '../api/http.ts'
import { hasDraft, requestStart, runsIn, sendWhenReady, writeRequest } from '../live/index.ts'
import { refreshWorkspace, words } from '../state/files.ts'
import { openFlow } from '../state/opening.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { freeFolder } from './freeFolder.ts'
import { t } from '../i18n/t.ts'

const HELLO = 'hello'

interface TemplatesState {
  list: readonly Template[] | null
  error: string | null
}

/** The templates that the server offers; null while they are read. */
export const useTemplates = create<TemplatesState>()(() => ({ list: null, error: null }))

export async function loadTemplates(): Promise<void> {
  try {
    useTemplates.setState({ list: (await getTemplates()).templates, error: null })
  } catch (error) {
    useTemplates.setState({ error: words(error) })
  }
}

/** Copies a template into a folder, opens its Flow, and puts its request into the playground. */
export async function takeTemplate(made: Template, folder: string): Promise<FlowFile> {
  const file = await postTemplate(made.id, `${folder}/flow.yml`)
  await refreshWorkspace()
  await openFlow(file.id)
  writeRequest(file.id, made.request)
  ui.showDrawer('playground')
  return file
}

/** The shortest way to an answer: takes the hello Flow, asks for its start, and sends its request once it is ready. */
export async function runHello(): Promise<void> {
  if (useTemplates.getState().list === null) await loadTemplates()
  const { list, error } = useTemplates.getState()
  const hello = list?.find(({ id }) => id === HELLO) ?? list?.[0]
  if (!hello) throw new Error(error ?? t('The server offers no templates.'))
  const { flows } = useDocument.getState()
  const id = `${hello.id}/flow.yml`
  if (flows.some((flow) => flow.id === id)) {
    await openFlow(id)
    writeRequest(id, hello.request)
    ui.showDrawer('playground')
    await start(id, hello)
  } else {
    const file = await takeTemplate(hello, freeFolder(hello.id, flows))
    await start(file.id, hello)
  }
}

async function start(flowId: string, { request }: Template): Promise<void> {
  await runsIn(flowId)
  sendWhenReady(flowId, request)
  await requestStart()
}

/** Opens a Flow and asks for its start; the hello Flow's request is sent as soon as it is ready. */
export async function runFlow(id: string): Promise<void> {
  if (id === `${HELLO}/flow.yml`) return await runHello()
  await openFlow(id)
  if (useDocument.getState().status !== 'ready') return
  await runsIn(id)
  await requestStart()
}

/** Puts the request of a template into the playground of its Flow, unless something is written there. */
export async function suggestRequest(flowId: string): Promise<void> {
  if (hasDraft(flowId)) return
  if (useTemplates.getState().list === null) await loadTemplates()
  const made = useTemplates.getState().list?.find(({ id }) => flowId === `${id}/flow.yml`)
  if (made && !hasDraft(flowId)) writeRequest(flowId, made.request)
}
