import { pythonText, type FlowSpec, type YamlMap } from '@flowdeck/shared'
import { LIMIT_NAMES, keepLimits } from '../transport/operatorLimits.ts'

/** Variables of ours that a Pod may see. Everything else, tokens and keys above all, stays here. */
const ALLOWED = new Set<string>([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TERM',
  'NODE_EXTRA_CA_CERTS',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
  'FLOWDECK_STATE_DIR',
  ...LIMIT_NAMES,
])
/** Jina's own settings; not what opens its cloud (`JINA_AUTH_TOKEN`). */
const ALLOWED_PREFIX = /^(LC_|JINA_(?!\w*(TOKEN|SECRET|PASSWORD|KEY)))/

/** Whether every Pod sees this variable of ours anyway; it is no secret, like `HOME`. */
export const isSeenByAll = (name: string): boolean => ALLOWED.has(name)

/**
 * The environment of a Pod: the allowed part of ours, then the Flow's `env`, then the Executor's. Values become text. No
 * Flow raises a limit that is set in ours.
 */
export function podEnv(own: NodeJS.ProcessEnv, ...added: YamlMap[]): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (ALLOWED.has(name) || ALLOWED_PREFIX.test(name))) env[name] = value
  }
  for (const map of added) {
    for (const [name, value] of Object.entries(map)) {
      // Jina 3.x: Python's `str`, so that true is `True` and null `None`.
      env[name] = pythonText(value)
    }
  }
  return keepLimits(own, env)
}

/** Whether the sources of an Executor or Gateway with these keys are watched; the Flow's own `reload` is for all of them. */
export const reloads = (spec: FlowSpec, args: YamlMap): boolean =>
  (spec.with['reload'] ?? args['reload']) === true

/**
 * Python writes its output at once, and Jina tells nobody that it was started. The Flow's own `env` goes before it.
 * A watched source leaves no bytecode: Python takes old bytecode for the new source's when both sources are of one second and one length.
 */
export const pythonEnv = (spec: FlowSpec, args: YamlMap): Record<string, string> => ({
  PYTHONUNBUFFERED: '1',
  JINA_OPTOUT_TELEMETRY: 'true',
  ...(reloads(spec, args) ? { PYTHONDONTWRITEBYTECODE: '1' } : {}),
})
