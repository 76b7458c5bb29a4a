import type { DocarrayGeneration } from '@flowdeck/shared'
import { randomUUID } from 'node:crypto'
import { machine, release, type, version } from 'node:os'

const startedAt = new Date().toISOString()
const sessionId = randomUUID()

/** The newest docarray of each generation that Jina 3 works with. */
const DOCARRAY = { v1: '0.21.1', v2: '0.40.1' } as const

/** The variables that Jina 3.34 reports, and no other: none of them holds a secret. */
const VARIABLES = [
  'JINA_DEFAULT_HOST',
  'JINA_DEFAULT_TIMEOUT_CTRL',
  'JINA_DEPLOYMENT_NAME',
  'JINA_DISABLE_UVLOOP',
  'JINA_EARLY_STOP',
  'JINA_FULL_CLI',
  'JINA_GATEWAY_IMAGE',
  'JINA_GRPC_RECV_BYTES',
  'JINA_GRPC_SEND_BYTES',
  'JINA_HUB_NO_IMAGE_REBUILD',
  'JINA_LOG_CONFIG',
  'JINA_LOG_LEVEL',
  'JINA_LOG_NO_COLOR',
  'JINA_MP_START_METHOD',
  'JINA_OPTOUT_TELEMETRY',
  'JINA_RANDOM_PORT_MAX',
  'JINA_RANDOM_PORT_MIN',
  'JINA_LOCKS_ROOT',
  'JINA_K8S_ACCESS_MODES',
  'JINA_K8S_STORAGE_CLASS_NAME',
  'JINA_K8S_STORAGE_CAPACITY',
  'JINA_STREAMER_ARGS',
] as const

/** Jina 3.x: what is said of a package that is not there, and of a variable that is not set. */
const NOT_AVAILABLE = 'not-available'
const UNSET = '(unset)'

/**
 * Versions as Jina's `_status` and `GET /status` report them; all values are text (Jina 3.x: `JinaInfoProto`). Keys of Python packages say
 * that there are none.
 */
export function jinaInfo(docarray: DocarrayGeneration = 'v1'): {
  jina: Record<string, string>
  envs: Record<string, string>
} {
  return {
    jina: {
      // What is spoken, not an installed package.
      jina: '3.34.0',
      docarray: DOCARRAY[docarray],
      jcloud: NOT_AVAILABLE,
      'jina-hubble-sdk': NOT_AVAILABLE,
      'jina-proto': '0.1.27',
      protobuf: NOT_AVAILABLE,
      'proto-backend': NOT_AVAILABLE,
      grpcio: NOT_AVAILABLE,
      pyyaml: NOT_AVAILABLE,
      python: NOT_AVAILABLE,
      platform: type(),
      'platform-release': release(),
      'platform-version': version(),
      architecture: machine(),
      processor: '',
      // Jina reports the address of the network card here.
      uid: NOT_AVAILABLE,
      'session-id': sessionId,
      uptime: startedAt,
      'ci-vendor': UNSET,
      internal: 'False',
      flowdeck: '0.1.0',
      node: process.version,
    },
    envs: Object.fromEntries(VARIABLES.map((name) => [name, process.env[name] ?? UNSET])),
  }
}
