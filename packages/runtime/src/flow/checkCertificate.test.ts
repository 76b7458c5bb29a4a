import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCertificate } from './checkCertificate.ts'

const cwd = join(import.meta.dirname, '../../test/tls')
const now = Date.parse('2027-01-01')
const look = (ssl_certfile: string | null, ssl_keyfile: string | null, at = now) =>
  checkCertificate({ ssl_certfile, ssl_keyfile }, cwd, at)

describe('checkCertificate', () => {
  test('a certificate and its key are fine, as is neither', async () => {
    expect(await look('cert.pem', 'key.pem')).toBeNull()
    expect(await look(null, null)).toBeNull()
  })

  test.each([
    ['missing.pem', 'key.pem', 'ssl_certfile', /no such file/],
    ['key.pem', 'key.pem', 'ssl_certfile', /no certificate in PEM/],
    ['cert.pem', 'cert.pem', 'ssl_keyfile', /no private key in PEM/],
    ['cert.pem', 'other-key.pem', 'ssl_keyfile', /not the key of the certificate/],
  ])('%s with %s is an error at %s', async (cert, key, at, message) => {
    expect(await look(cert, key)).toMatchObject({
      key: at,
      severity: 'error',
      message: expect.stringMatching(message),
    })
  })

  test('a certificate outside of its time is a warning', async () => {
    expect(await look('cert.pem', 'key.pem', Date.parse('1999-01-01'))).toMatchObject({
      key: 'ssl_certfile',
      severity: 'warning',
    })
  })
})
