import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  isMapValue,
  pythonText,
  sentence,
  told,
  type GatewayProtocol,
  type Sentence,
  type Told,
  type YamlMap,
} from '@flowdeck/shared'

/** What stands in the way of TLS: the key it is about, and the reason. */
export interface CertificateProblem extends Told {
  key: 'ssl_certfile' | 'ssl_keyfile' | 'uvicorn_kwargs'
  severity: 'error' | 'warning'
}

/** A certificate with its key, and where they are written. */
interface Pair {
  cert: { file: string; key: CertificateProblem['key'] }
  key: { file: string; key: CertificateProblem['key'] }
  passphrase: string | null
}

/** Looks at the certificates of a Gateway's keys as a Gateway started in `cwd` at `now` would; null when all is well. */
export async function checkCertificate(
  args: YamlMap,
  protocols: readonly GatewayProtocol[],
  cwd: string,
  now: number,
): Promise<CertificateProblem | null> {
  const pairs = [
    protocols.includes('grpc') ? readPair(args, {}) : null,
    protocols.some((protocol) => protocol !== 'grpc') ? readPair(args, webOf(args)) : null,
  ]
  for (const pair of pairs) {
    const problem = pair && (await checkPair(pair, cwd, now))
    if (problem) return problem
  }
  return null
}

const webOf = ({ uvicorn_kwargs: kwargs }: YamlMap): YamlMap => (isMapValue(kwargs) ? kwargs : {})

/** Jina 3.x: HTTP and WebSocket take certificate and key from `uvicorn_kwargs`, and what is not there from the Gateway's own keys. */
function readPair(args: YamlMap, web: YamlMap): Pair | null {
  const file = (name: 'ssl_certfile' | 'ssl_keyfile'): Pair['cert'] | null => {
    const [special, own] = [web[name], args[name]]
    if (typeof special === 'string') return { file: special, key: 'uvicorn_kwargs' }
    return typeof own === 'string' ? { file: own, key: name } : null
  }
  const cert = file('ssl_certfile')
  // uvicorn: one file may hold both.
  const key = file('ssl_keyfile') ?? (cert?.key === 'uvicorn_kwargs' ? cert : null)
  const password = web['ssl_keyfile_password'] ?? null
  return cert && key ? { cert, key, passphrase: password === null ? null : pythonText(password) } : null
}

async function checkPair(
  { cert, key, passphrase }: Pair,
  cwd: string,
  now: number,
): Promise<CertificateProblem | null> {
  const wrong = (
    where: CertificateProblem['key'],
    said: Sentence,
    severity: 'error' | 'warning' = 'error',
  ) => ({ key: where, severity, ...told(said) })
  const read = (file: string) => readFile(resolve(cwd, file))
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(await read(cert.file))
  } catch (thrown) {
    return wrong(
      cert.key,
      sentence('"{{file}}" is no certificate in PEM: {{why}}', { file: cert.file, why: reason(thrown) }),
    )
  }
  try {
    const privateKey = createPrivateKey({
      key: await read(key.file),
      ...(passphrase === null ? {} : { passphrase }),
    })
    if (!certificate.checkPrivateKey(privateKey))
      return wrong(
        key.key,
        sentence('"{{key}}" is not the key of the certificate in "{{certificate}}"', {
          key: key.file,
          certificate: cert.file,
        }),
      )
  } catch (thrown) {
    const why = reason(thrown)
    return wrong(
      key.key,
      passphrase === null
        ? sentence('"{{file}}" is no private key in PEM without a password: {{why}}', { file: key.file, why })
        : sentence('"{{file}}" is no private key in PEM that ssl_keyfile_password opens: {{why}}', {
            file: key.file,
            why,
          }),
    )
  }
  const { validFrom, validTo } = certificate
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    return wrong(
      cert.key,
      sentence('the certificate in "{{file}}" is valid from {{from}} to {{to}}: clients will refuse it', {
        file: cert.file,
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
