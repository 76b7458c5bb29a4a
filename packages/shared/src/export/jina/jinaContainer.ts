import { parseDocument } from 'yaml'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import type { ContainerImage } from '../plan/chooseImages.ts'
import { failureThreshold } from '../plan/kubernetesNumbers.ts'
import { readPlain } from '../../yaml/plainScalars.ts'
import { pythonRepr } from '../../value/pythonText.ts'

interface Container {
  name: string
  target: { dns: string; deployment: string; namespace: string }
  image: ContainerImage
  args: string[]
  ports: number[]
  stateful: boolean
  startupProbe: YamlMap
  livenessProbe: YamlMap
}

/** A container of a Pod as Jina 3.x writes it. */
export function container({ name, target, image, args, ports, stateful, ...probes }: Container): YamlMap {
  const field = (fieldPath: string): YamlMap => ({ fieldRef: { fieldPath } })
  return {
    name,
    image: plain(image.image),
    imagePullPolicy: 'IfNotPresent',
    command: [image.command],
    args: readBack(args),
    ports: ports.map((containerPort) => ({ containerPort })),
    envFrom: [{ configMapRef: { name: `${target.dns}-configmap` } }],
    env: [
      { name: 'POD_UID', valueFrom: field('metadata.uid') },
      { name: 'JINA_DEPLOYMENT_NAME', value: plain(target.deployment) },
      { name: stateful ? 'K8S_STATEFULSET_NAME' : 'K8S_DEPLOYMENT_NAME', value: plain(target.dns) },
      { name: 'K8S_NAMESPACE_NAME', value: plain(target.namespace) },
      { name: 'K8S_POD_NAME', valueFrom: field('metadata.name') },
    ],
    ...probes,
    lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 2'] } } },
  }
}

interface Probes {
  what: 'executor' | 'gateway'
  address: string
  /** What follows the address in the liveness command; one text that begins with a space is glued to it. */
  liveness: string[]
  readyMs: YamlValue | undefined
  /** The Head has both helpers: its startup command names a placeholder (Jina 3.x). */
  both: boolean
}

/** Startup and liveness as Jina 3.x asks for them, by `jina ping`. */
export function jinaProbes(program: string, { what, address, liveness, readyMs, both }: Probes) {
  const probe = (...words: string[]) => ({ exec: { command: [program, 'ping', what, ...words] } })
  const [glued] = liveness.filter((word) => word.startsWith(' '))
  return {
    startupProbe: {
      ...probe(both ? '127.0.0.1:{port_uses}' : address),
      initialDelaySeconds: 5,
      periodSeconds: 5,
      failureThreshold: failureThreshold(readyMs),
      timeoutSeconds: 10,
    },
    livenessProbe: {
      ...(glued === undefined ? probe(address, ...liveness) : probe(address + glued)),
      initialDelaySeconds: 30,
      periodSeconds: 5,
      timeoutSeconds: 10,
    },
  }
}

/** A word in a template that Jina reads as YAML. */
export function plain(text: string): YamlValue {
  const read = readPlain(text)
  return 'value' in read ? read.value : text
}

/**
 * Jina 3.x writes Python's list into a template and reads it as YAML, which doubles backslashes. Where it cannot read it (an argument
 * has both kinds of quotes) it ends with an error; the arguments then are written as they are.
 */
function readBack(args: string[]): YamlValue {
  const document = parseDocument(pythonRepr(args), { version: '1.1' })
  return document.errors.length > 0 ? args : (document.toJS() as YamlValue)
}
