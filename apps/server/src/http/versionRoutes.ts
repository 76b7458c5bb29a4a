import { FlowError } from '@flowdeck/shared'
import type { FlowStore } from '../flows/FlowStore.ts'
import { checkFlowId } from '../flows/flowId.ts'
import type { VersionStore } from '../flows/VersionStore.ts'
import type { RouteHandlers } from './serveRoutes.ts'

type VersionRoute = 'versions.read' | `version.${'create' | 'read' | 'rename' | 'delete'}`

/** The routes of a Flow's versions. Restoring is an edit, so the editor does it. */
export function versionRoutes({
  flows,
  versions,
}: {
  flows: FlowStore
  versions: VersionStore
}): RouteHandlers<VersionRoute> {
  return {
    'versions.read': async ({ params }) => ({ versions: await versions.list(checkFlowId(params.id)) }),
    'version.create': async ({ params, body: { name, revision } }) => {
      const flow = await flows.load(checkFlowId(params.id))
      if (flow.revision !== revision)
        throw new FlowError(
          'REVISION_CONFLICT',
          `"${flow.id}" was changed by somebody else since you saved it`,
          { details: { text: flow.text, revision: flow.revision } },
        )
      return await versions.name(flow.id, flow, name)
    },
    'version.read': async ({ params }) => await versions.load(checkFlowId(params.id), params.version),
    'version.rename': async ({ params, body }) =>
      await versions.rename(checkFlowId(params.id), params.version, body.name),
    'version.delete': async ({ params }) => {
      await versions.remove(checkFlowId(params.id), params.version)
      return null
    },
  }
}
