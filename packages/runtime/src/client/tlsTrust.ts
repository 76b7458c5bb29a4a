/** Whom a connection over TLS believes. */
export interface TlsTrust {
  /** Certificates in PEM that are believed instead of the well-known authorities: a self-made one, for example. */
  ca?: string | Buffer
  /** False: anybody is believed. For a server of one's own on this machine, whose certificate has another name. */
  verify?: boolean
}

/** Of a Gateway that we started on this machine the certificate may name anything. */
export const OWN_GATEWAY: TlsTrust = { verify: false }

/** Whom to believe at a host: on this machine anybody, elsewhere the well-known authorities (and NODE_EXTRA_CA_CERTS). */
export function trustAt(host: string): TlsTrust {
  return /^(localhost|127\.[\d.]+|\[?::1\]?)$/i.test(host) ? OWN_GATEWAY : {}
}

/** For `node:tls` and what is built on it. */
export function tlsOptions({ ca, verify = true }: TlsTrust) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(verify ? {} : { rejectUnauthorized: false }),
  }
}
