import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  composeServices,
  FlowError,
  GATEWAY,
  listPermissions,
  listSecrets,
  readFlowText,
  readPorts,
  wordsOf,
  type ComposeService,
  type ExportOptions,
  type FlowReading,
  type FlowSpec,
  type GatewayProtocol,
  type Secret,
} from '@flowdeck/shared'
import { parse } from 'yaml'
import { exportFlow } from '../export/exportFlow.ts'
import { isSeenByAll } from '../flow/podEnv.ts'
import { describeTaken, type PortKey } from '../flow/describeTaken.ts'
import { isPortFree, PortAllocator } from '../flow/ports.ts'
import { stateDir } from '../state/paths.ts'
import type { GatewayServer } from '../target/gatewayAddress.ts'

/** A Flow as a Compose project on disk that nothing runs yet. */
export interface ComposeProject {
  /** Its name: the same for the same Flow file, so that its volumes are found again. */
  name: string
  folder: string
  file: string
  /** The script that builds its images; null when all of them exist elsewhere. */
  buildScript: string | null
  /** Images that are built nowhere here. */
  foreignImages: string[]
  services: ComposeService[]
  gateway: GatewayServer[]
  /** Values that no log line and no error may show. */
  secrets: Secret[]
}

export interface ComposeFlow {
  text: string
  flowPath: string
  options?: ExportOptions
  env: NodeJS.ProcessEnv
  /** Reads the text; in place unless told. A server reads in a thread: see `FlowReader`. */
  read?: (text: string) => FlowReading | Promise<FlowReading>
}

/**
 * Exports a Flow as a Compose project into the state folder; what has no port gets a free one. Starts nothing.
 * @throws FlowError FLOW_INVALID with the problems that stand in the way, PORT_IN_USE, DISK_FULL, FORBIDDEN
 */
export async function writeComposeProject({
  text,
  flowPath,
  options,
  env,
  read = readFlowText,
}: ComposeFlow): Promise<ComposeProject> {
  const reading = await read(text)
  const { spec, graph, issues } = reading
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (!spec || !graph || errors.length > 0)
    throw new FlowError('FLOW_INVALID', errors.map(({ message }) => message).join('\n') || 'this is no Flow')
  const { protocols, ports, args } = spec.gateway
  await refuseTaken(spec)
  const free = await freePorts(protocols.length + spec.executors.length + 1, ports)
  const chosen = new Map<string, number>()
  const choosePort = (owner: string): number => {
    const port = chosen.get(owner) ?? free[chosen.size] ?? 0
    chosen.set(owner, port)
    return port
  }
  const name = projectName(flowPath)
  const folder = join(stateDir(), 'compose', name)
  await rm(folder, { recursive: true, force: true })
  // It may hold secrets.
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'docker-compose.yml')
  const { paths } = await exportFlow(
    { spec, graph },
    { format: 'docker-compose', out: file, flowPath, env, options: { ...options, choose_port: choosePort } },
  )
  const buildScript = paths.find((path) => basename(path) === 'build.sh') ?? null
  const written = servicesOf(await readFile(file, 'utf8'))
  const known = new Map(composeServices(spec).map((service) => [service.service, service]))
  const built = buildScript === null ? [] : builtBy(await readFile(buildScript, 'utf8'))
  return {
    name,
    folder,
    file,
    buildScript,
    foreignImages: [...new Set(written.map(({ image }) => image))].filter((image) => !built.includes(image)),
    services: written.map(({ service }) => known.get(service) ?? unknownService(service)),
    secrets: listSecrets(spec, listPermissions(reading), { env, isHarmless: isSeenByAll }),
    gateway: protocols.map((protocol: GatewayProtocol, i) => ({
      protocol,
      host: '127.0.0.1',
      port: ports[i] ?? choosePort(`gateway/${protocol}`),
      ...(args['ssl_certfile'] ? { tls: true } : {}),
    })),
  }
}

function projectName(flowPath: string): string {
  const hash = createHash('sha256').update(flowPath).digest('hex').slice(0, 10)
  const words = basename(flowPath)
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `flowdeck-${words || 'flow'}-${hash}`
}

/** The ports of this machine that the file names: those of the Gateway, and those where processes serve what they measure. */
async function refuseTaken({ gateway, executors }: FlowSpec): Promise<void> {
  const wanted: [owner: string, key: PortKey, port: number | undefined][] = [
    ...gateway.ports.map((port): [string, PortKey, number] => [GATEWAY, 'port', port]),
    ...[{ name: GATEWAY, args: gateway.args }, ...executors.filter(({ external }) => !external)]
      .filter(({ args }) => args['monitoring'] === true)
      .map(({ name, args }): [string, PortKey, number | undefined] => [
        name,
        'port_monitoring',
        readPorts(args['port_monitoring'])?.[0],
      ]),
  ]
  for (const [owner, key, port] of wanted)
    if (port !== undefined && !(await isPortFree(port, '127.0.0.1')))
      throw new FlowError('PORT_IN_USE', wordsOf(await describeTaken(port, key, owner)))
}

async function freePorts(count: number, taken: readonly number[]): Promise<number[]> {
  const allocator = new PortAllocator(taken)
  const ports: number[] = []
  while (ports.length < count) ports.push(await allocator.allocate('127.0.0.1'))
  return ports
}

function builtBy(script: string): string[] {
  return [...script.matchAll(/^build (\S+) /gm)].map(([, image = '']) => image)
}

function servicesOf(file: string): { service: string; image: string }[] {
  const { services } = parse(file) as { services: Record<string, { image: string }> }
  return Object.entries(services).map(([service, { image }]) => ({ service, image }))
}

/** What the export adds by itself (`inspect`) is an Executor of that name. */
function unknownService(service: string): ComposeService {
  return { service, pod: service, deployment: service, role: 'worker' }
}
