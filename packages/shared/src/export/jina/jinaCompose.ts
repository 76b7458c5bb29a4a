import { type YamlMap, type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../../model/flowModel.ts'
import type { ContainerImage } from '../plan/chooseImages.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { jinaExternalAddress, jinaGatewayValues, jinaValues } from './jinaValues.ts'
import { dnsName } from '../plan/images.ts'
import { executorCommand, gatewayCommand, podParts, type PodPart } from '../plan/podParts.ts'
import { pythonJson, pythonText } from '../../value/pythonText.ts'

const PORT = 8081

/** The Compose file that `jina export docker-compose` writes, as data (Jina 3.x; its defects included). */
export function jinaCompose(plan: ExportPlan): YamlMap {
  const network = plan.options.network_name ?? 'jina-network'
  const services: YamlMap = {}
  for (const executor of plan.executors)
    for (const part of podParts(executor)) Object.assign(services, partServices(part, plan))
  if (plan.includeGateway) services[GATEWAY] = gatewayService(plan)
  for (const service of Object.values(services)) (service as YamlMap)['networks'] = [network]
  return { version: '3.3', networks: { [network]: { driver: 'bridge' } }, services }
}

/** Names of the services behind which the replicas of an Executor are. */
export function replicaServices(executor: ExecutorSpec, name: string): string[] {
  return executor.replicas > 1
    ? Array.from({ length: executor.replicas }, (_, i) => dnsName(`${name}/rep-${i}`))
    : [dnsName(name)]
}

function partServices(part: PodPart, plan: ExportPlan): YamlMap {
  const { role, executor, name } = part
  const values: YamlMap = {
    ...jinaValues(part, plan),
    port: PORT,
    port_monitoring: plan.ports.monitoring[executor.name] ?? null,
  }
  if (role === 'head') {
    const list = Object.fromEntries(
      Array.from({ length: executor.shards }, (_, i) => [
        String(i),
        replicaServices(executor, `${executor.name}-${i}`).map((service) => `${service}:${PORT}`),
      ]),
    )
    values['connection_list'] = pythonJson(list)
    for (const key of ['uses_before', 'uses_after'] as const)
      values[`${key}_address`] = executor.args[key]
        ? `${dnsName(`${executor.name}/${key.replace('_', '-')}`)}:${PORT}`
        : null
  }
  if (role !== 'worker' || executor.replicas === 1)
    return { [dnsName(name)]: executorService(part, values, plan) }
  return Object.fromEntries(
    Array.from({ length: executor.replicas }, (_, i) => {
      const own = `${name}/rep-${i}`
      return [dnsName(own), executorService(part, { ...values, name: own }, plan)]
    }),
  )
}

function executorService(part: PodPart, values: YamlMap, { options, images }: ExportPlan): YamlMap {
  const { args } = part.executor
  const { image, command: program } = images.get(part.key) as ContainerImage
  const env = part.role === 'uses_before' || part.role === 'uses_after' ? null : args['env']
  const command = executorCommand(part.role, values)
  const service: YamlMap = {
    image,
    entrypoint: [program],
    command,
    healthcheck: { test: `${program} ping executor 127.0.0.1:${PORT}`, interval: '2s' },
    environment: env ? environment(env) : [`JINA_LOG_LEVEL=${options.log_level ?? 'INFO'}`],
  }
  const gpus = args['gpus'] === undefined || args['gpus'] === null ? '' : pythonText(args['gpus'])
  if (gpus !== '') {
    const count = /^\s*[+-]?\d+\s*$/.test(gpus) ? Number(gpus) : gpus
    const device = { driver: 'nvidia', count, capabilities: ['gpu'] }
    service['deploy'] = { resources: { reservations: { devices: [device] } } }
  }
  if (args['monitoring'] === true) {
    const port = values['port_monitoring'] as number
    service['expose'] = [port]
    service['ports'] = [`${port}:${port}`]
  }
  if (part.role !== 'head') {
    const volumes = [args['volumes'] ?? []].flat()
    if (volumes.length > 0) service['volumes'] = volumes
    else if (args['disable_auto_volume'] !== true) {
      service['volumes'] = [`${options.home ?? '~'}/.cache/jina:/app`]
      if (!command.includes('--workspace')) command.push('--workspace', '/app/.cache/jina')
    }
  }
  return service
}

function environment(env: YamlValue): string[] {
  return Object.entries(env as YamlMap).map(([key, value]) => `${key}=${pythonText(value)}`)
}

function gatewayService(plan: ExportPlan): YamlMap {
  const { spec, options, images, ports } = plan
  const { args, protocols } = spec.gateway
  const { image, command: program } = images.get(GATEWAY) as ContainerImage
  const addresses = Object.fromEntries(
    spec.executors.map((executor): [string, string[]] => [executor.name, addressesOf(executor)]),
  )
  const monitoring = ports.monitoring[GATEWAY] as number
  const published = [...ports.gateway, ...(args['monitoring'] === true ? [monitoring] : [])]
  return {
    image,
    entrypoint: [program],
    command: gatewayCommand({
      ...jinaGatewayValues(plan, addresses),
      port: ports.gateway,
      port_monitoring: monitoring,
    }),
    expose: published,
    ports: published.map((port) => `${port}:${port}`),
    healthcheck: {
      test: `${program} ping gateway ${protocols[0] ?? 'grpc'}://127.0.0.1:${ports.gateway[0] ?? ''}`,
      interval: '2s',
    },
    environment: [`JINA_LOG_LEVEL=${options.log_level ?? 'INFO'}`, ...environment(args['env'] ?? spec.env)],
  }
}

function addressesOf(executor: ExecutorSpec): string[] {
  if (executor.external) return [jinaExternalAddress(executor)]
  if (executor.shards > 1) return [`${dnsName(`${executor.name}/head`)}:${PORT}`]
  return replicaServices(executor, executor.name).map((name) => `${name}:${PORT}`)
}
