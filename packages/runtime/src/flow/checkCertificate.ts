import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { YamlMap } from '@flowdeck/shared'

/** What stands in the way of TLS: the key it is about, and the reason. */
export interface CertificateProblem {
  key: 'ssl_certfile' | 'ssl_keyfile'
  severity: 'error' | 'warning'
  message: string
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
    message: string,
    severity: 'error' | 'warning' = 'error',
  ) => ({ key, severity, message })
  const read = (file: string) => readFile(resolve(cwd, file))
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(await read(certFile))
  } catch (thrown) {
    return wrong('ssl_certfile', `"${certFile}" is no certificate in PEM: ${reason(thrown)}`)
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(await read(keyFile))))
      return wrong('ssl_keyfile', `"${keyFile}" is not the key of the certificate in "${certFile}"`)
  } catch (thrown) {
    return wrong('ssl_keyfile', `"${keyFile}" is no private key in PEM without a password: ${reason(thrown)}`)
  }
  const { validFrom, validTo } = certificate
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    return wrong(
      'ssl_certfile',
      `the certificate in "${certFile}" is valid from ${validFrom} to ${validTo}: clients will refuse it`,
      'warning',
    )
  return null
}

function reason(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : message
}
