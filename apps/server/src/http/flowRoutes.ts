import { toFlowError } from './toFlowError.ts'
import type { FlowFile } from '@flowdeck/shared'
import type { DraftStore, FlowStore, StoredFlow } from '../flows/FlowStore.ts'
import type { VersionStore } from '../flows/VersionStore.ts'
import type { RouteHandlers } from './serveRoutes.ts'

interface Stores {
  flows: FlowStore
  drafts: DraftStore
  versions: VersionStore
}

type FlowRoute =
  `flow.${'create' | 'read' | 'save' | 'delete'}` | 'layout.save' | `draft.${'read' | 'save' | 'delete'}`

/** The routes of Flow files, their layouts and their drafts. */
export function flowRoutes({ flows, drafts, versions }: Stores): RouteHandlers<FlowRoute> {
  return {
    'flow.create': async ({ body }) => await toFlowFile(await flows.create(body.id, body.text), drafts),
    'flow.read': async ({ params }) => await toFlowFile(await flows.load(params.id), drafts),
    'flow.save': async ({ params: { id }, body: { tab, ...change } }) => {
      const before = await flows.load(id)
      const flow = await flows.save(id, change)
      await drafts.remove(id, tab === undefined ? undefined : { tab })
      // What was written by hand before this save is a version, too.
      const warning = await keepVersions(versions, id, [before, flow])
      return { revision: flow.revision, modifiedAt: flow.modifiedAt, ...(warning ? { warning } : {}) }
    },
    'flow.delete': async ({ params: { id } }) => {
      const last = await flows.load(id)
      await flows.remove(id)
      await drafts.remove(id)
      await keepVersions(versions, id, [last])
      return null
    },
    'layout.save': async ({ params, body }) => {
      await flows.saveLayout(params.id, body)
      return null
    },
    'draft.read': async ({ params }) => ({ draft: await drafts.load(params.id) }),
    'draft.save': async ({ params: { id }, body: { over, ...draft } }) => {
      // The file may be gone: then the draft is all that is left of it. The name is checked all the same.
      flows.pathOf(id)
      await drafts.save(id, { ...draft, savedAt: Date.now() }, over)
      return null
    },
    'draft.delete': async ({ params, query: { tab, over } }) => {
      await drafts.remove(params.id, { tab, over: over === undefined ? undefined : Number(over) })
      return null
    },
  }
}

/** A stored Flow as the page gets it: with its draft. */
export async function toFlowFile(flow: StoredFlow, drafts: DraftStore): Promise<FlowFile> {
  const { id, text, revision, layout } = flow
  return { id, text, revision, layout, draft: await drafts.load(id) }
}

/** A save is a save, also where its version cannot be kept: the person is told why. */
async function keepVersions(
  versions: VersionStore,
  id: string,
  states: readonly StoredFlow[],
): Promise<string | null> {
  try {
    for (const state of states) await versions.record(id, state)
    return null
  } catch (thrown) {
    return toFlowError(thrown).message
  }
}
