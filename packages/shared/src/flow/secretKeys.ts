import { hasVariable } from '../yaml/variables.ts'

const SECRET_KEY = /(?:^|_)(?:api_?key|secret|token|password|passwd|credential)s?$/i

/** Whether a text under this key is a secret that somebody wrote in plain text. Very short ones are taken for examples. */
export function looksSecret(key: string, value: unknown): value is string {
  return typeof value === 'string' && !hasVariable(value) && value.length >= 5 && SECRET_KEY.test(key)
}
