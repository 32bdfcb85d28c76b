import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotStart } from '../cannotStart'
import { writeWhole } from '../wholeFile'
import type { Minted } from './mint'
import { liesIn, networks } from './names'

/** What a server of this installation shows, and whom devices must trust for it. All PEM. */
export interface SiteCertificate {
  key: string
  /** The server's own, then the authority's. */
  chain: string
  authority: string
  /** Names asked for that the authority may not speak for; they are not in the certificate. */
  left: string[]
}

export interface SiteParts {
  /** `DATA_DIR/tls`. */
  folder: string
  /** Names and addresses the certificate must cover, the one people use first. */
  names: readonly string[]
  /** Shown in the authority's name. */
  machine: string
  /** UTC milliseconds. */
  now: number
}

/** A certificate with less than this left is made anew. */
export const RENEW_BEFORE_MS = 30 * 86_400_000
const KEY = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/

/**
 * Reads this installation's authority and server certificate, or makes what is missing, has less than 30 days left, doesn't belong
 * together or carries other names than it should. Key and certificate share a file, so that a power cut can't part them.
 * Throws `CannotStart` when the authority's file can't be used: a new one in silence would lock out every device that trusts the old.
 */
export async function siteCertificate(p: SiteParts): Promise<SiteCertificate> {
  const authority = await readOrMakeAuthority(p)
  const covered = await coverable(authority.certificate, p.names)
  const path = join(p.folder, 'server.pem')
  let server = await readPair(path)
  if (!server || !fits(server, authority, covered, p.now)) {
    const { mintServer } = await import('./mint')
    server = await mintServer(authority, covered, p.now)
    await writeWhole(path, `${server.key}\n${server.certificate}\n`, 0o600)
  }
  return {
    key: server.key, chain: `${server.certificate}\n${authority.certificate}\n`, authority: authority.certificate,
    left: p.names.filter((n) => !covered.includes(n)),
  }
}

async function readOrMakeAuthority(p: SiteParts): Promise<Minted> {
  const path = join(p.folder, 'authority.pem')
  const text = await textOf(path)
  const known = text === null ? null : pairOf(text)
  if (text !== null && !known) throw new CannotStart(`${path} is not a key and its certificate: put the file back from a backup, or delete it and install the new authority on every device.`)
  if (known && timeLeft(known.certificate, p.now) > RENEW_BEFORE_MS) return known
  const { mintAuthority } = await import('./mint')
  const made = await mintAuthority(p.names, p.machine, p.now)
  await writeWhole(path, `${made.key}\n${made.certificate}\n`, 0o600)
  // For whoever installs it by hand; the server itself never reads this one.
  await writeWhole(join(p.folder, 'authority.crt'), `${made.certificate}\n`, 0o600)
  return made
}

/** Those of the names the authority may speak for: anything else would spoil the whole certificate. */
async function coverable(authority: string, names: readonly string[]): Promise<string[]> {
  const { limitsOf } = await import('./mint')
  const limits = limitsOf(authority)
  if (!limits) return [...names]
  const addresses = networks(limits.addresses)
  return names.filter((n) => liesIn(addresses, n) || limits.dns.some((d) => n === d || n.endsWith(`.${d}`)))
}

function fits(server: Minted, authority: Minted, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(server.certificate)
  const has = (certificate.subjectAltName ?? '').split(', ').filter((n) => n !== '')
  return timeLeft(server.certificate, now) > RENEW_BEFORE_MS && certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    has.length === names.length && names.every((n) => certificate.checkHost(n, { subject: 'never' }) !== undefined || certificate.checkIP(n) !== undefined)
}

const timeLeft = (certificate: string, now: number): number => Date.parse(new X509Certificate(certificate).validTo) - now

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((e: NodeJS.ErrnoException) => {
    if (e.code === 'ENOENT') return null
    throw new CannotStart(`${path} can't be read (${e.code ?? String(e)}): it must belong to the account the server runs as.`)
  })
}

const readPair = async (path: string): Promise<Minted | null> => {
  const text = await textOf(path)
  return text === null ? null : pairOf(text)
}

/** Null unless the text holds a key and the certificate that belongs to it. */
function pairOf(text: string): Minted | null {
  const key = KEY.exec(text)?.[0]
  const certificate = CERTIFICATE.exec(text)?.[0]
  try {
    return key && certificate && new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { key, certificate } : null
  } catch {
    return null
  }
}
