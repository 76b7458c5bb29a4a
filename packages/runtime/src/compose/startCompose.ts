import { randomBytes } from 'node:crypto'
import { FLOWDECK_IMAGE, FlowError } from '@flowdeck/shared'
import { NONCE } from '../pod/runPod.ts'
import { startTimeOf } from '../pod/processes.ts'
import type { RunHandle } from '../target/runTarget.ts'
import { ComposeRun } from './ComposeRun.ts'
import { writeComposeProject, type ComposeFlow } from './composeProject.ts'
import { Containers } from './Containers.ts'
import { findCompose } from './findCompose.ts'

/**
 * Starts a Flow as a Compose project: exports it, builds the images of Executors that are sources, starts the containers and follows them.
 * Resolves before the images are built.
 * @throws FlowError COMPOSE_NOT_FOUND, COMPOSE_FAILED without Flowdeck's image, and what `writeComposeProject` throws
 */
export async function startCompose(
  flow: ComposeFlow & { flowId: string; revision: string },
): Promise<RunHandle> {
  const tool = await findCompose(flow.env)
  const project = await writeComposeProject(flow)
  const nonce = randomBytes(16).toString('hex')
  const env = { ...flow.env, [NONCE]: nonce, CONTAINER_ENGINE: tool.engine }
  const containers = new Containers(tool.engine, project.name, { cwd: project.folder, env })
  if (project.foreignImages.includes(FLOWDECK_IMAGE) && !(await containers.hasImage(FLOWDECK_IMAGE)))
    throw new FlowError(
      'COMPOSE_FAILED',
      `${tool.engine} has no image "${FLOWDECK_IMAGE}", which no registry has either: build it in Flowdeck's folder with "${tool.engine} build --build-arg BASE=node:22-slim -t ${FLOWDECK_IMAGE} .", or name yours in FLOWDECK_IMAGE`,
    )
  const run = new ComposeRun({
    flowId: flow.flowId,
    revision: flow.revision,
    tool,
    project,
    containers,
    env,
    nonce,
    ownerStart: await startTimeOf(process.pid),
  })
  run.begin()
  return run
}
