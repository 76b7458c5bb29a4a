import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { sentence, told, type Sentence, type Told, type YamlMap } from '@flowdeck/shared'

/** What stands in the way of TLS: the key it is about, and the reason. */
export interface CertificateProblem extends Told {
  key: 'ssl_certfile' | 'ssl_keyfile'
  severity: 'error' | 'warning'
}

/** Looks at the files of `ssl_certfile` and `ssl_keyfile` as a Gateway started in `cwd` at `now` would; null when all is well. */
export async function checkCertificate(
  { ssl_certfile: certFile, ssl_keyfile: keyFile }: YamlMap,
  cwd: string,
  now: number,
): Promise<CertificateProblem | null> {
  if (typeof certFile !== 'string' || typeof keyFile !== 'string') return null
  const wrong = (
    key: CertificateProblem['key'],
    said: Sentence,
    severity: 'error' | 'warning' = 'error',
  ) => ({ key, severity, ...told(said) })
  const read = (file: string) => readFile(resolve(cwd, file))
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(await read(certFile))
  } catch (thrown) {
    return wrong(
      'ssl_certfile',
      sentence('"{{file}}" is no certificate in PEM: {{why}}', { file: certFile, why: reason(thrown) }),
    )
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(await read(keyFile))))
      return wrong(
        'ssl_keyfile',
        sentence('"{{key}}" is not the key of the certificate in "{{certificate}}"', {
          key: keyFile,
          certificate: certFile,
        }),
      )
  } catch (thrown) {
    return wrong(
      'ssl_keyfile',
      sentence('"{{file}}" is no private key in PEM without a password: {{why}}', {
        file: keyFile,
        why: reason(thrown),
      }),
    )
  }
  const { validFrom, validTo } = certificate
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    return wrong(
      'ssl_certfile',
      sentence('the certificate in "{{file}}" is valid from {{from}} to {{to}}: clients will refuse it', {
        file: certFile,
        from: validFrom,
        to: validTo,
      }),
      'warning',
    )
  return null
}

function reason(thrown: unknown): Sentence | string {
  const { code, message } = thrown as NodeJS.ErrnoException
  return code === 'ENOENT' ? sentence('there is no such file') : message
}
