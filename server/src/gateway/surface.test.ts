import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as tlsConnect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../platform/log'
import { Tls } from '../platform/tls/tls'
import { createHttp, type App } from './http'
import { openInner, type Inner } from './inner'
import { originGuard } from './origins'
import { addTrust } from './trust/routes'

const HEADERS = [
  'content-security-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'referrer-policy', 'x-content-type-options', 'x-frame-options', 'cache-control',
]
const REJECTED = { rejected: 'not-found', detail: {} }

let folder: string
let tls: Tls
let app: App
let port: number
let inner: Inner

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liandong-surface-'))
  const client = join(folder, 'client')
  // A build with everything in it that must never leave the house.
  for (const dir of ['assets', '.git', '.vite', 'sub']) mkdirSync(join(client, dir), { recursive: true })
  for (const [name, text] of Object.entries({
    'index.html': '<!doctype html>', 'assets/index-1.js': 'let a', 'assets/index-1.js.map': 'the source', '.env': 'SECRET', '.git/config': 'SECRET', '.vite/manifest.json': 'SECRET', 'sub/.hidden': 'SECRET',
  })) writeFileSync(join(client, name), text)
  writeFileSync(join(folder, 'outside.txt'), 'SECRET')
  tls = await Tls.open({ source: { names: [] }, dataDir: folder, wall: () => Date.now(), warn: () => undefined, machine: () => ['console'] })
  app = await createHttp({ log: silentLog(), clientDir: client, version: '9.9.9-secret', tls: tls.face.context, admits: originGuard({ listensOn: '0.0.0.0', https: true, names: () => tls.face.names }) })
  app.get('/api/ok', () => ({ ok: true }))
  app.get('/api/fault', () => { throw new Error('select secret from place') })
  addTrust(app, tls)
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
  inner = await openInner({
    log: silentLog(), host: '127.0.0.1', port: 0, version: 'test', ready: () => Promise.resolve({ ready: false, parts: { recording: 'disk-full' } }), metrics: () => Promise.resolve({ text: 'figure 1\n', contentType: 'text/plain' }),
  })
})
afterAll(async () => {
  await app.close()
  await inner.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer { status: number; headers: Record<string, string | string[] | undefined>; text: string }
/** As it is written: no client of ours tidies the path. */
const ask = (path: string, { method = 'GET', host = 'console', headers = {} as Record<string, string>, body = '' } = {}): Promise<Answer> => new Promise((resolve, reject) => {
  const req = request({ host: '127.0.0.1', port, path, method, ca: tls.face.authority, servername: 'console', headers: { host, ...headers }, agent: false }, (res) => {
    let text = ''
    res.setEncoding('utf8').on('data', (d: string) => (text += d)).on('end', () => resolve({ status: res.statusCode!, headers: res.headers, text }))
  })
  req.on('error', reject).end(body)
})

describe('every answer carries every security header', () => {
  it.each([
    ['data', '/api/ok', {}, 200], ['a fault', '/api/fault', {}, 500], ['a path nobody knows', '/none', {}, 404], ['a path that is none', '/%ff', {}, 400], ['a page', '/wall', {}, 200],
    ['a part of a page', '/assets/index-1.js', {}, 200], ['the way elsewhere', '/', {}, 302], ['trust', '/trust', {}, 200], ['its sheet', '/trust/style.css', {}, 200],
    ['the authority', '/trust/authority.crt', {}, 200], ['a query nobody declared', '/trust?x=1', {}, 400], ['a foreign origin', '/api/ok', { headers: { origin: 'https://evil.example' } }, 403],
    ['a foreign host', '/api/ok', { host: 'evil.example' }, 403], ['another method', '/api/ok', { method: 'DELETE' }, 404], ['a question before one', '/api/ok', { method: 'OPTIONS' }, 404], ['a head', '/api/ok', { method: 'HEAD' }, 200],
    ['a body that is none', '/api/ok', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }, 400],
  ])('%s (%s)', async (_what, path, how, status) => {
    const a = await ask(path, how)
    expect([a.status, HEADERS.filter((h) => a.headers[h] === undefined)]).toEqual([status, []])
    expect(a.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' })
    expect(a.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    expect(a.headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
    // Who asks for a path that is none hasn't reached a site.
    if (path !== '/%ff') expect(a.headers['strict-transport-security']).toBe('max-age=31536000')
    expect(a.headers).not.toHaveProperty('x-powered-by')
    expect(a.headers).not.toHaveProperty('access-control-allow-origin')
    expect(`${a.text}${JSON.stringify(a.headers)}`).not.toMatch(/9\.9\.9|select secret| at .*\.ts|node_modules/)
  })

  it('keeps data and refusals nowhere, and parts that carry a hash for ever', async () => {
    for (const path of ['/api/ok', '/api/fault', '/none', '/%ff', '/trust', '/assets/none.js']) expect([path, (await ask(path)).headers['cache-control']]).toEqual([path, 'no-store'])
    expect((await ask('/assets/index-1.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  it('asks nobody to come by HTTPS alone who came by a name that others of this machine share, or without HTTPS', async () => {
    expect((await ask('/api/ok', { host: 'localhost' })).headers['strict-transport-security']).toBe(undefined)
    const plain = await createHttp({ log: silentLog(), clientDir: '', version: 'test', admits: () => true })
    expect((await plain.inject({ url: '/', headers: { host: 'console' } })).headers['strict-transport-security']).toBe(undefined)
    await plain.close()
  })
})

describe('what is closed', () => {
  it.each([
    '/.git/config', '/.env', '/.git/', '/.vite/manifest.json', '/sub/.hidden', '/%2egit/config', '/assets/index-1.js.map', '/assets/index-1.js%2emap', '/assets/', '/assets', '/sub/', '/metrics', '/docs', '/debug', '/debug/pprof',
    '/documentation', '/server-status', '/@vite/client', '/@fs/etc/passwd', '/src/main.ts', '/../outside.txt', '/..%2foutside.txt', '/%2e%2e/outside.txt', '/%2e%2e%2foutside.txt', '/assets/..%2f..%2foutside.txt', '/assets%2findex-1.js%00',
    '/..;/outside.txt', '//outside.txt', '/assets/..%5c..%5coutside.txt', '/tls/authority.pem', '/trust/server.pem', '/trust/..%2fauthority.pem', '/api%2fok', '/API/ok', '/api//ok',
  ])('%s', async (path) => {
    const a = await ask(path)
    expect([a.status >= 400 && a.status < 500, /SECRET|the source|PRIVATE|figure/.test(a.text)]).toEqual([true, false])
  })

  it('is TRACE, which would show a page its own cookies', async () => {
    const a = await ask('/api/ok', { method: 'TRACE', headers: { 'x-canary': 'canary' } })
    expect([a.status, JSON.parse(a.text), JSON.stringify(a).includes('canary')]).toEqual([404, REJECTED, false])
  })

  it('is the port to who speaks no TLS, or one too old', async () => {
    const plain = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET /api/ok HTTP/1.1\r\nHost: console\r\n\r\n'))
      let text = ''
      socket.on('data', (d) => (text += d.toString('latin1'))).on('close', () => resolve(text)).on('error', () => resolve(text))
    })
    expect(plain).not.toMatch(/200|ok/)
    const old = await new Promise<string>((resolve) => {
      const socket = tlsConnect({ port, host: '127.0.0.1', ca: tls.face.authority, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, () => resolve('connected'))
      socket.on('error', (e) => resolve(e.message))
    })
    expect(old).toMatch(/protocol version|unsupported/i)
  })

  it('holds no source map in the client as it is built', () => {
    const dist = join(import.meta.dirname, '../../../client/dist')
    const maps = existsSync(dist) ? readdirSync(dist, { recursive: true }).filter((f) => String(f).endsWith('.map')) : []
    expect(maps).toEqual([])
  })
})

describe('the inner listener', () => {
  const inside = (path: string, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${inner.port}${path}`, { headers })

  it('says what is wrong and gives the figures', async () => {
    const ready = await inside('/readyz')
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, parts: { recording: 'disk-full' } }])
    expect(await (await inside('/metrics')).text()).toBe('figure 1\n')
    expect([(await inside('/healthz')).status, (await inside('/api/ok')).status, (await inside('/wall')).status]).toEqual([200, 404, 404])
  })

  it('has the same headers, and nothing for pages of other sites', async () => {
    const a = await inside('/metrics')
    expect([HEADERS.filter((h) => !a.headers.has(h)), a.headers.get('cache-control')]).toEqual([[], 'no-store'])
    expect((await inside('/metrics', { origin: 'https://evil.example' })).status).toBe(403)
  })
})

describe('/trust', () => {
  it('is there in both languages, without script or style of its own, with the fingerprint of what it hands out', async () => {
    const zh = (await ask('/trust')).text
    const en = (await ask('/trust', { headers: { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.8' } })).text
    expect([zh.includes('lang="zh-CN"'), en.includes('lang="en"'), (await ask('/trust?lang=en')).text === en]).toEqual([true, true, true])
    for (const page of [zh, en]) {
      expect(page).not.toMatch(/<script|<style|style=|javascript:|onclick/)
      expect([...page.matchAll(/<span>([0-9A-F ]+)<\/span>/g)].map((m) => m[1]).join(' ')).toBe(tls.fingerprint!.replace(/:/g, ' '))
      for (const device of ['Windows', 'Android', 'iOS', 'HarmonyOS', 'Chromium']) expect(page).toContain(device)
    }
    const pem = await ask('/trust/authority.pem')
    expect([pem.text.trim(), pem.headers['content-disposition']]).toEqual([tls.face.authority!.trim(), 'attachment; filename="liandong-authority.pem"'])
    expect((await ask('/trust/authority.crt')).headers['content-type']).toBe('application/x-x509-ca-cert')
  })

  it("is not there when the certificate is the operator's own", async () => {
    const other = await createHttp({ log: silentLog(), clientDir: '', version: 'test' })
    addTrust(other, { face: {} })
    for (const path of ['/trust', '/trust/style.css', '/trust/authority.crt', '/trust/authority.pem']) expect((await other.inject({ url: path, headers: { host: 'localhost' } })).statusCode).toBe(404)
    await other.close()
  })
})
