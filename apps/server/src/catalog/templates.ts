import { copyFile, constants, readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FlowError, template, type Template } from '@flowdeck/shared'
import { z } from 'zod'
import type { FlowStore, StoredFlow } from '../flows/FlowStore.ts'

const FLOW = 'flow.yml'
const ABOUT = 'template.json'
const { title, about, request } = template.shape
const aboutFile = z.object({ title, about, request, order: z.number() })

/** The templates of a folder, in their order. A folder without `template.json` is none; a broken one is left out. */
export async function readTemplates(dir: string): Promise<Template[]> {
  const folders = await readdir(dir, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    folders.filter((entry) => entry.isDirectory()).map(async ({ name }) => readTemplate(dir, name)),
  )
  return found
    .filter((read) => read !== null)
    .toSorted((a, b) => a.order - b.order)
    .map(({ made }) => made)
}

async function readTemplate(dir: string, id: string): Promise<{ order: number; made: Template } | null> {
  try {
    const folder = join(dir, id)
    const { order, ...about } = aboutFile.parse(JSON.parse(await readFile(join(folder, ABOUT), 'utf8')))
    const text = await readFile(join(folder, FLOW), 'utf8')
    const entries = await readdir(folder, { withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile() && entry.name !== ABOUT && entry.name !== FLOW)
      .filter((entry) => !entry.name.endsWith('.layout.json'))
      .map((entry) => entry.name)
      .sort()
    return { order, made: { id, text, files, ...about } }
  } catch {
    return null
  }
}

/**
 * Copies a template into a new folder of the workspace and returns its Flow.
 * @throws FlowError FLOW_NOT_FOUND for an unknown template, FLOW_EXISTS when the folder is there already
 */
export async function copyTemplate(
  { flows, templatesDir }: { flows: FlowStore; templatesDir: string },
  id: string,
  flowId: string,
): Promise<StoredFlow> {
  const known = (await readTemplates(templatesDir)).find((made) => made.id === id)
  if (!known) throw new FlowError('FLOW_NOT_FOUND', `there is no template "${id}"`)
  if (!flowId.includes('/'))
    throw new FlowError('BAD_REQUEST', `a template needs a folder of its own, e.g. "${id}/${flowId}"`)
  const folder = dirname(flows.pathOf(flowId))
  if (await stat(folder).catch(() => null))
    throw new FlowError('FLOW_EXISTS', `the folder of "${flowId}" exists already; choose another name`)
  // The store looks whether the place is inside the workspace, and makes the folder.
  const flow = await flows.create(flowId, known.text)
  for (const file of known.files)
    await copyFile(join(templatesDir, id, file), join(folder, file), constants.COPYFILE_EXCL)
  return flow
}
