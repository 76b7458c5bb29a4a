import { hasVariable } from '../yaml/variables.ts'
import { ExactNumber } from '../value/exactNumber.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { isMapValue } from '../value/exactNumber.ts'

/** Last words of a key that holds a secret. */
const SECRET_WORD =
  /^(secrets?|tokens?|passwords?|passwd|pwd|pass|passphrases?|credentials?|apikeys?|authorization|auth|bearer)$/
/** `key` and `keys` are secrets only behind these. */
const KEY_KIND = /^(api|access|private|secret|signing|encryption|account|master|license|subscription)$/
/** `max_tokens` and `eos_token` are of language models. */
const MODEL_TOKEN =
  /^(max|min|num|new|n|special|added|eos|bos|pad|unk|cls|sep|mask|stop|start|end|image|decoder|suppress)$/

/** Whether values under a key with this name are secrets: `api_key`, `dbPassword`, `AWS_SECRET_ACCESS_KEY`, `ssl-keyfile-password`. */
export function isSecretKey(key: string): boolean {
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
  const [last = '', before = ''] = words.toReversed()
  if (/^tokens?$/.test(last)) return !words.slice(0, -1).some((word) => MODEL_TOKEN.test(word))
  return SECRET_WORD.test(last) || (/^keys?$/.test(last) && KEY_KIND.test(before))
}

/** Whether a text under this key is a secret that somebody wrote in plain text. Very short ones are taken for examples. */
export function looksSecret(key: string, value: unknown): value is string {
  return typeof value === 'string' && !hasVariable(value) && value.length >= 5 && isSecretKey(key)
}

/** Whether a value, or one inside it, is not for every eye: plain texts and numbers under the name of a secret, however short. */
export function holdsSecret(key: string, value: YamlValue): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsSecret(key, item))
  if (isMapValue(value)) return Object.entries(value).some(([own, item]) => holdsSecret(own, item))
  if (typeof value === 'string') return value !== '' && !hasVariable(value) && isSecretKey(key)
  return (typeof value === 'number' || value instanceof ExactNumber) && isSecretKey(key)
}

/** A value as it may be shown: with three asterisks in place of each secret inside it. */
export function maskSecrets(key: string, value: YamlValue): YamlValue {
  if (!holdsSecret(key, value)) return value
  if (Array.isArray(value)) return value.map((item) => maskSecrets(key, item))
  if (!isMapValue(value)) return '***'
  return Object.fromEntries(Object.entries(value).map(([own, item]) => [own, maskSecrets(own, item)]))
}
