import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SecureContextOptions } from 'node:tls'
import { createSecureContext } from 'node:tls'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CannotStart } from '../cannotStart'
import { LOOPBACK_NAMES, machineNames, plainName } from './names'
import { siteCertificate, type SiteParts } from './siteCertificate'

/** Where the certificate comes from: the operator's own PEM files, or an authority of this installation with further names. */
export type TlsSource = { cert: string; key: string } | { names: readonly string[] }

/** What the server shows now. */
export interface TlsFace {
  context: SecureContextOptions
  /** The authority of this installation, PEM; absent when the certificate is the operator's own. */
  authority?: string
  /** Names a browser may ask for without a warning. */
  names: readonly string[]
}

export interface TlsParts {
  source: TlsSource
  dataDir: string
  /** UTC milliseconds of the real clock: certificates know no scenario. */
  wall(): number
  /** Told in one sentence what is wrong and can wait. */
  warn(text: string): void
  /** Name and addresses of this machine; by default those the system gives. */
  machine?(): readonly string[]
}

/** A day: what is renewed has 30 left. */
export const LOOK_MS = 86_400_000
/** Older ones have known holes, and no browser of today asks for them. */
export const MIN_TLS = 'TLSv1.2'

/** The certificate in use, and a look whether another one is due. */
export class Tls {
  private constructor(private readonly p: TlsParts, private current: TlsFace) {}

  /** Reads or makes it. Throws `CannotStart` with one sentence when it can't be used. */
  static async open(p: TlsParts): Promise<Tls> {
    return new Tls(p, await readFace(p))
  }

  get face(): TlsFace {
    return this.current
  }

  /** SHA-256 of the authority as people compare it; absent when there is none of our own. */
  get fingerprint(): string | undefined {
    return this.current.authority === undefined ? undefined : new X509Certificate(this.current.authority).fingerprint256
  }

  /**
   * Renews what is due, or takes over files the operator has replaced, and gives it to the server without a restart: who is
   * connected stays. What goes wrong is said, and the certificate in use stays in use.
   */
  async look(server: { setSecureContext(o: SecureContextOptions): void }): Promise<void> {
    try {
      const face = await readFace(this.p)
      if (face.context.cert === this.current.context.cert) return
      server.setSecureContext(face.context)
      this.current = face
    } catch (e) {
      this.p.warn(`The certificate was not renewed: ${(e as Error).message}`)
    }
  }
}

async function readFace(p: TlsParts): Promise<TlsFace> {
  return 'cert' in p.source ? ownFace(p.source) : siteFace(p, p.source.names)
}

async function ownFace({ cert, key }: { cert: string; key: string }): Promise<TlsFace> {
  const read = (name: string, path: string) => readFile(path, 'utf8').catch((e: NodeJS.ErrnoException) => {
    throw new CannotStart(`${name} is ${path}, which can't be read (${e.code ?? String(e)}).`)
  })
  const context = { cert: await read('TLS_CERT', cert), key: await read('TLS_KEY', key), minVersion: MIN_TLS } as const
  try {
    createSecureContext(context)
    const names = [...(new X509Certificate(context.cert).subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map((m) => plainName(m[1]!))
    return { context, names }
  } catch {
    throw new CannotStart('TLS_CERT and TLS_KEY must be PEM files of a certificate (with those between it and its authority) and of the key that belongs to it.')
  }
}

async function siteFace(p: TlsParts, extra: readonly string[]): Promise<TlsFace> {
  const names = [...new Set([...extra.map(plainName), ...(p.machine ?? machineNames)(), ...LOOPBACK_NAMES])]
  const parts: SiteParts = { folder: join(p.dataDir, 'tls'), names, machine: hostname(), now: p.wall() }
  const site = await siteCertificate(parts)
  if (site.left.length > 0) {
    p.warn(`The site authority was made without ${site.left.join(', ')}, so these names are not in the certificate: ` +
      `delete ${parts.folder}, start again and install the new authority, or set TLS_CERT and TLS_KEY.`)
  }
  return {
    context: { cert: site.chain, key: site.key, minVersion: MIN_TLS }, authority: site.authority,
    names: names.filter((n) => !site.left.includes(n)),
  }
}
