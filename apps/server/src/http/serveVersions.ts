import type { Express, Request } from 'express'
import { FlowError, nameVersion, renameVersion } from '@flowdeck/shared'
import { z } from 'zod'
import type { FlowStore } from '../flows/FlowStore.ts'
import { checkFlowId } from '../flows/flowId.ts'
import type { VersionStore } from '../flows/VersionStore.ts'
import { idOf } from './idOf.ts'

/** The routes of a Flow's versions: list, read, name, rename, delete. Restoring is an edit, so the editor does it. */
export function serveVersions(
  app: Express,
  { flows, versions }: { flows: FlowStore; versions: VersionStore },
): void {
  const path = '/api/flows/:id/versions'
  app.get(path, async (request, response) => {
    response.json({ versions: await versions.list(flowOf(request)) })
  })
  app.post(path, async (request, response) => {
    const { name, revision } = nameVersion.parse(request.body)
    const flow = await flows.load(flowOf(request))
    if (flow.revision !== revision)
      throw new FlowError(
        'REVISION_CONFLICT',
        `"${flow.id}" was changed by somebody else since you saved it`,
        {
          details: { text: flow.text, revision: flow.revision },
        },
      )
    response.status(201).json(await versions.name(flow.id, flow, name))
  })
  app.get(`${path}/:version`, async (request, response) => {
    response.json(await versions.load(flowOf(request), versionOf(request)))
  })
  app.put(`${path}/:version`, async (request, response) => {
    const { name } = renameVersion.parse(request.body)
    response.json(await versions.rename(flowOf(request), versionOf(request), name))
  })
  app.delete(`${path}/:version`, async (request, response) => {
    await versions.remove(flowOf(request), versionOf(request))
    response.status(204).end()
  })
}

const flowOf = (request: Request) => checkFlowId(idOf(request))
const versionOf = (request: Request) => z.string().max(64).parse(request.params['version'])
