import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mintServer } from './mint'
import { Tls, type TlsParts } from './tls'

/** Whole seconds, as certificates count. Those who connect judge by the real clock, so what is made must hold now. */
const NOW = Math.floor(Date.now() / 1000) * 1000
const DAY = 86_400_000

const dates = (c: X509Certificate) => [c.validFrom, c.validTo].map((t) => Date.parse(t))

let dataDir: string
let now: number
let machine: string[]
let warned: string[]
let server: Server | null
const parts = (names: string[] = []): TlsParts => ({ source: { names }, dataDir, wall: () => now, warn: (text) => warned.push(text), machine: () => machine })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'liandong-tls-'))
  now = NOW
  machine = ['console', '192.168.7.5']
  warned = []
  server = null
})
afterEach(async () => {
  if (server) await new Promise((resolve) => server!.close(resolve))
  rmSync(dataDir, { recursive: true, force: true })
})

const serve = async (tls: Tls): Promise<number> => {
  server = createServer(tls.face.context, (_req, res) => res.end('here')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Really connects, as a browser does that trusts nothing but the authority. Answers the certificate it was shown. */
const call = (port: number, options: ConnectionOptions = {}) => new Promise<{ said: string; shown: X509Certificate; protocol: string | null }>((resolve, reject) => {
  const req = request({ host: '127.0.0.1', port, agent: false, ...options }, (res) => {
    const socket = res.socket as TLSSocket
    const shown = socket.getPeerX509Certificate()!
    const protocol = socket.getProtocol()
    res.setEncoding('utf8').on('data', (said: string) => resolve({ said, shown, protocol }))
  })
  req.on('error', reject).end()
})

describe('a site of its own', () => {
  it('is trusted under every one of its names by whoever trusts its authority, and by nobody else', async () => {
    const tls = await Tls.open(parts(['Console.Example.org.']))
    const port = await serve(tls)
    const ca = tls.face.authority!
    for (const servername of ['localhost', 'console', 'console.example.org']) expect(await call(port, { ca, servername })).toMatchObject({ said: 'here' })
    const { shown } = await call(port, { ca })
    for (const ip of ['127.0.0.1', '192.168.7.5', '::1']) expect(shown.checkIP(ip)).toBe(ip)
    await expect(call(port)).rejects.toThrow(/unable to (get local issuer|verify)|self.signed/i)
    await expect(call(port, { ca, servername: 'elsewhere.example.org' })).rejects.toThrow(/altnames/)
  })

  it('has a server certificate of at most 397 days and an authority of ten years, P-256, for servers alone', async () => {
    const tls = await Tls.open(parts())
    const [own, authority] = (tls.face.context.cert as string).match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)!.map((pem) => new X509Certificate(pem))
    expect(dates(own!)).toEqual([NOW - DAY, NOW + 396 * DAY])
    const tenYears = new Date(NOW)
    tenYears.setUTCFullYear(tenYears.getUTCFullYear() + 10)
    expect(dates(authority!)).toEqual([NOW - DAY, tenYears.getTime()])
    expect([own!.ca, authority!.ca, own!.publicKey.asymmetricKeyDetails]).toMatchObject([false, true, { namedCurve: 'prime256v1' }])
    expect(own!.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  it('speaks TLS 1.2 and 1.3 and nothing older', async () => {
    const tls = await Tls.open(parts())
    const port = await serve(tls)
    const ca = tls.face.authority!
    expect(await call(port, { ca, maxVersion: 'TLSv1.2' })).toMatchObject({ protocol: 'TLSv1.2' })
    expect(await call(port, { ca })).toMatchObject({ protocol: 'TLSv1.3' })
    await expect(call(port, { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).rejects.toThrow(/protocol version|unsupported/i)
  })

  it('keeps its keys to itself', async () => {
    await Tls.open(parts())
    for (const file of ['authority.pem', 'authority.crt', 'server.pem']) expect(statSync(join(dataDir, 'tls', file)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataDir, 'tls/authority.crt'), 'utf8')).not.toContain('PRIVATE')
  })

  it('has an authority that is trusted for nothing beyond its own names and private networks', async () => {
    const tls = await Tls.open(parts())
    const [key, certificate] = readFileSync(join(dataDir, 'tls/authority.pem'), 'utf8').match(/-----BEGIN[\s\S]+?-----END [A-Z ]+-----/g)!
    const forged = await mintServer({ key: key!, certificate: certificate! }, ['bank.example.com', '203.0.113.9'], NOW)
    server = createServer({ key: forged.key, cert: forged.certificate }, (_req, res) => res.end('forged')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await expect(call((server.address() as AddressInfo).port, { ca: tls.face.authority!, servername: 'bank.example.com' })).rejects.toThrow(/permitted subtree violation/)
  })
})

describe('its renewal', () => {
  it('changes nothing while nothing is due', async () => {
    const first = await Tls.open(parts())
    now += 366 * DAY - 1000
    expect((await Tls.open(parts())).face).toEqual(first.face)
  })

  it('happens by itself at 30 days, without a restart, from the same authority', async () => {
    now = NOW - 367 * DAY
    const tls = await Tls.open(parts())
    const port = await serve(tls)
    const ca = tls.face.authority!
    const before = (await call(port, { ca })).shown
    now = NOW
    await tls.look(server!)
    const after = (await call(port, { ca })).shown
    expect([dates(before)[1], dates(after)[1], tls.face.authority]).toEqual([NOW + 29 * DAY, NOW + 396 * DAY, ca])
  })

  it('happens when the machine is called otherwise than before', async () => {
    const tls = await Tls.open(parts())
    const port = await serve(tls)
    machine = ['console', '192.168.7.99']
    await tls.look(server!)
    const { shown } = await call(port, { ca: tls.face.authority! })
    expect([shown.checkIP('192.168.7.99'), shown.checkIP('192.168.7.5')]).toEqual(['192.168.7.99', undefined])
  })

  it('leaves out a name the authority may not speak for, and says what to do', async () => {
    await Tls.open(parts())
    const tls = await Tls.open(parts(['new.example.org']))
    expect([tls.face.names.includes('new.example.org'), warned]).toEqual([false, [expect.stringMatching(/made without new\.example\.org.*install the new authority/)]])
    const port = await serve(tls)
    expect(await call(port, { ca: tls.face.authority!, servername: 'console' })).toMatchObject({ said: 'here' })
  })

  it('makes a server certificate that was cut in half anew, and never an authority', async () => {
    const tls = await Tls.open(parts())
    writeFileSync(join(dataDir, 'tls/server.pem'), 'half a')
    expect((await Tls.open(parts())).face.authority).toBe(tls.face.authority)
    writeFileSync(join(dataDir, 'tls/authority.pem'), 'half a')
    await expect(Tls.open(parts())).rejects.toThrow(/authority\.pem is not a key and its certificate/)
  })
})

describe("the operator's own certificate", () => {
  const own = () => ({ ...parts(), source: { cert: join(dataDir, 'own.crt'), key: join(dataDir, 'own.key') } })
  const put = async () => {
    const site = await Tls.open(parts())
    writeFileSync(join(dataDir, 'own.crt'), site.face.context.cert as string)
    writeFileSync(join(dataDir, 'own.key'), site.face.context.key as string)
    return site
  }

  it('is shown as it is, and taken over by itself when its files are replaced', async () => {
    now = NOW - 380 * DAY
    const site = await put()
    const tls = await Tls.open(own())
    expect([tls.face.authority, tls.fingerprint, tls.face.names]).toEqual([undefined, undefined, expect.arrayContaining(['console', '192.168.7.5', 'localhost'])])
    const port = await serve(tls)
    now = NOW
    await put()
    await tls.look(server!)
    expect(dates((await call(port, { ca: site.face.authority! })).shown)[1]).toBe(NOW + 396 * DAY)
  })

  it('keeps the one in use when the new files are no good, and says so', async () => {
    await put()
    const tls = await Tls.open(own())
    const { cert } = tls.face.context
    writeFileSync(join(dataDir, 'own.key'), 'nothing')
    await tls.look({ setSecureContext: () => expect.unreachable() })
    expect([tls.face.context.cert === cert, warned]).toEqual([true, [expect.stringMatching(/was not renewed: TLS_CERT and TLS_KEY must be PEM files/)]])
  })

  it.each([['a missing file', () => undefined, /TLS_CERT is .*own\.crt, which can't be read \(ENOENT\)/],
    ['a key that is not its own', async () => {
      await put()
      writeFileSync(join(dataDir, 'own.key'), readFileSync(join(dataDir, 'tls/authority.pem'), 'utf8').split('-----BEGIN CERT')[0]!)
    }, /the key that belongs to it/]])('refuses to start with %s, in one sentence', async (_what, prepare, sentence) => {
    await prepare()
    await expect(Tls.open(own())).rejects.toThrow(sentence)
  })
})
