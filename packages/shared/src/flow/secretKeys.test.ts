import { describe, expect, test } from 'vitest'
import { holdsSecret, isSecretKey, maskSecrets } from './secretKeys.ts'

describe('isSecretKey', () => {
  test.each([
    'api_key',
    'apiKey',
    'APIKEY',
    'AWS_SECRET_ACCESS_KEY',
    'aws-access-key',
    'dbPassword',
    'password',
    'passwd',
    'DB_PASS',
    'ssl_keyfile_password',
    'GITHUB_TOKEN',
    'auth_token',
    'tokens',
    'client_secret',
    'credentials',
    'private_key',
    'passphrase',
    'authorization',
  ])('%s holds a secret', (key) => {
    expect(isSecretKey(key)).toBe(true)
  })

  test.each([
    'key',
    'keys',
    'foreign_key',
    'primary_key',
    'max_tokens',
    'eos_token',
    'max_new_tokens',
    'tokenizer',
    'compass',
    'bypass',
    'secretary',
    'author',
    'ssl_keyfile',
    'BATCH',
    'PATH',
  ])('%s holds none', (key) => {
    expect(isSecretKey(key)).toBe(false)
  })
})

test('a value holds a secret wherever it is inside it, but not in a variable', () => {
  expect(holdsSecret('db', { hosts: ['a'], login: [{ password: 'x' }] })).toBe(true)
  expect(holdsSecret('passwords', ['x'])).toBe(true)
  expect(holdsSecret('password', 1234)).toBe(true)
  expect(holdsSecret('password', '${{ ENV.PASSWORD }}')).toBe(false)
  expect(holdsSecret('password', '')).toBe(false)
  expect(holdsSecret('db', { host: 'a' })).toBe(false)
})

test('secrets are masked where they are, and nothing else is', () => {
  expect(maskSecrets('api_token', 'abc')).toBe('***')
  expect(maskSecrets('db', { host: 'h', logins: [{ password: 'x' }, { password: '$X' }] })).toEqual({
    host: 'h',
    logins: [{ password: '***' }, { password: '$X' }],
  })
})
