import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { FlowError } from '@flowdeck/shared'

/** A Compose command line that works on this machine. */
export interface ComposeTool {
  /** How people call it: `docker compose`. */
  name: string
  /** What runs containers and builds images: `docker` or `podman`. */
  engine: string
  /** The command before the arguments of Compose. */
  command: readonly [string, ...string[]]
}

/** Best first. */
const TOOLS: readonly ComposeTool[] = [
  { name: 'docker compose', engine: 'docker', command: ['docker', 'compose'] },
  { name: 'docker-compose', engine: 'docker', command: ['docker-compose'] },
  { name: 'podman-compose', engine: 'podman', command: ['podman-compose'] },
  { name: 'podman compose', engine: 'podman', command: ['podman', 'compose'] },
]
const ANSWER_MS = 10_000

/**
 * Finds a Compose whose engine answers.
 * @throws FlowError COMPOSE_NOT_FOUND that says of each why it cannot be used
 */
export async function findCompose(env: NodeJS.ProcessEnv): Promise<ComposeTool> {
  const engines = new Map<string, Promise<string | null>>()
  const reasons: string[] = []
  for (const tool of TOOLS) {
    const engine = engines.get(tool.engine) ?? whyNotEngine(tool.engine, env)
    engines.set(tool.engine, engine)
    const reason = (await engine) ?? (await whyNotCompose(tool, env))
    if (reason === null) return tool
    if (!reasons.includes(reason)) reasons.push(reason)
  }
  throw new FlowError(
    'COMPOSE_NOT_FOUND',
    `Neither Docker nor podman can run Compose: ${reasons.join('; ')}.`,
  )
}

async function whyNotEngine(engine: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const told = await tried([engine, 'info'], env)
  if (told === null) return null
  if (told.missing) return `${engine} is not installed`
  return engine === 'docker' && /daemon|docker\.sock/i.test(told.words)
    ? 'the Docker daemon does not answer'
    : `${engine} does not work (${told.words})`
}

async function whyNotCompose({ name, command }: ComposeTool, env: NodeJS.ProcessEnv): Promise<string | null> {
  return (await tried([...command, 'version'], env)) === null ? null : `there is no ${name}`
}

/** Null when a command works, else why it does not. */
async function tried(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ missing: boolean; words: string } | null> {
  try {
    await promisify(execFile)(command, args, { env, timeout: ANSWER_MS, maxBuffer: 4 * 1024 * 1024 })
    return null
  } catch (thrown) {
    const { code, stderr = '', message } = thrown as { code?: unknown; stderr?: string; message: string }
    const words = stderr.trim().split('\n').at(-1) || message
    return { missing: code === 'ENOENT', words }
  }
}
