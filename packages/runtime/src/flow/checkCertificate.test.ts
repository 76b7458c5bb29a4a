import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCertificate } from './checkCertificate.ts'

const cwd = join(import.meta.dirname, '../../test/tls')
const now = Date.parse('2027-01-01')
const look = (ssl_certfile: string | null, ssl_keyfile: string | null, at = now) =>
  checkCertificate({ ssl_certfile, ssl_keyfile }, ['grpc', 'http'], cwd, at)

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

  describe('with uvicorn_kwargs', () => {
    const own = { ssl_certfile: 'cert.pem', ssl_keyfile: 'locked-key.pem' }
    const locked = { ...own, uvicorn_kwargs: { ssl_keyfile_password: 'pass 1' } }

    test('a password opens the key for HTTP and WebSocket, but not for gRPC', async () => {
      expect(await checkCertificate(locked, ['http', 'websocket'], cwd, now)).toBeNull()
      expect(await checkCertificate(locked, ['http', 'grpc'], cwd, now)).toMatchObject({ key: 'ssl_keyfile' })
      expect(await checkCertificate(own, ['http'], cwd, now)).toMatchObject({
        message: expect.stringMatching(/without a password/),
      })
      const wrong = { ...own, uvicorn_kwargs: { ssl_keyfile_password: 'other' } }
      expect(await checkCertificate(wrong, ['http'], cwd, now)).toMatchObject({
        message: expect.stringMatching(/that ssl_keyfile_password opens/),
      })
    })

    test('files in there go before those of the Gateway, for HTTP alone', async () => {
      const args = { ...own, uvicorn_kwargs: { ssl_keyfile: 'key.pem' } }
      expect(await checkCertificate(args, ['http'], cwd, now)).toBeNull()
      const missing = { uvicorn_kwargs: { ssl_certfile: 'missing.pem', ssl_keyfile: 'key.pem' } }
      expect(await checkCertificate(missing, ['http'], cwd, now)).toMatchObject({ key: 'uvicorn_kwargs' })
      expect(await checkCertificate(missing, ['grpc'], cwd, now)).toBeNull()
    })
  })
})
