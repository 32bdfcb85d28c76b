// The certificate library needs it, and needs it first.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, id_ce_nameConstraints, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import { PRIVATE_ENDINGS, PRIVATE_NETWORKS } from './names'

/** A private key and the certificate that belongs to it, both PEM. */
export interface Minted {
  key: string
  certificate: string
}

export const DAY_MS = 86_400_000
/** What browsers and phones take from an authority: not more than 398 days. */
export const SERVER_DAYS = 397
export const AUTHORITY_YEARS = 10
/** A phone whose clock is slow must not find that the certificate begins tomorrow. */
const EARLIER_MS = DAY_MS

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const { subtle } = webcrypto

const newPair = (): Promise<webcrypto.CryptoKeyPair> => subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
const serial = (): string => {
  const bytes = randomBytes(16)
  // Positive, and never begins with a zero byte that would have to be left out.
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes.toString('hex')
}
const pemOf = async (key: webcrypto.CryptoKey): Promise<string> => x509.PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

/**
 * What the authority may speak for, written into it: private networks and endings, and the names this installation has now. A
 * device that trusts it trusts it for nothing else, whoever gets hold of its key.
 */
function constraints(names: readonly string[]): x509.Extension {
  const addresses = [...PRIVATE_NETWORKS, ...names.filter((n) => isIP(n)).map((n) => `${n}/${isIP(n) === 6 ? 128 : 32}`)]
  const permitted = [
    ...[...PRIVATE_ENDINGS, ...names.filter((n) => !isIP(n))].map((dNSName) => new GeneralName({ dNSName })),
    ...addresses.map((iPAddress) => new GeneralName({ iPAddress })),
  ]
  const value = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base }))) })
  return new x509.Extension(id_ce_nameConstraints, true, AsnConvert.serialize(value))
}

/** A new authority: ECDSA P-256, ten years, good for the given names and private networks only, and for no authority below it. */
export async function mintAuthority(names: readonly string[], machine: string, now: number): Promise<Minted> {
  const keys = await newPair()
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + AUTHORITY_YEARS)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    // A device that knows several of them shows this line.
    name: [{ O: ['Liandong'] }, { CN: [`Liandong site authority ${machine}`.slice(0, 64)] }],
    notBefore: new Date(now - EARLIER_MS), notAfter, keys, signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      constraints(names),
    ],
  })
  return { key: await pemOf(keys.privateKey), certificate: certificate.toString('pem') }
}

/** A new server certificate from an authority for all of the names, at most 397 days long and never longer than the authority. */
export async function mintServer(authority: Minted, names: readonly string[], now: number): Promise<Minted> {
  const issuer = new x509.X509Certificate(authority.certificate)
  const signingKey = await subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(authority.key), ALGORITHM, false, ['sign'])
  const keys = await newPair()
  const notBefore = now - EARLIER_MS
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(), subject: [{ O: ['Liandong'] }, { CN: [(names[0] ?? 'localhost').slice(0, 64)] }], issuer: issuer.subject,
    notBefore: new Date(notBefore), notAfter: new Date(Math.min(notBefore + SERVER_DAYS * DAY_MS, issuer.notAfter.getTime())),
    publicKey: keys.publicKey, signingKey, signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' as const : 'dns' as const, value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return { key: await pemOf(keys.privateKey), certificate: certificate.toString('pem') }
}

/** The names an authority is limited to, as `constraints` wrote them; null when it has no limits. */
export function limitsOf(certificate: string): { dns: string[]; addresses: string[] } | null {
  const extension = new x509.X509Certificate(certificate).getExtension(id_ce_nameConstraints)
  if (!extension) return null
  const { permittedSubtrees } = AsnConvert.parse(extension.value, NameConstraints)
  const bases = [...(permittedSubtrees ?? [])].map((s) => s.base)
  return { dns: bases.flatMap((b) => b.dNSName ?? []), addresses: bases.flatMap((b) => b.iPAddress ?? []) }
}
