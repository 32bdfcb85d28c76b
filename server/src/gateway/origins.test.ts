import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Server } from 'socket.io'
import { silentLog } from '../platform/log'
import { createHttp, type App } from './http'
import { originGuard, type Asking } from './origins'

const asking = (headers: Record<string, string>, method = 'GET', remoteAddress = '10.9.9.9'): Asking => ({ headers, method, socket: { remoteAddress } })
const site = originGuard({ listensOn: '0.0.0.0', https: true, names: () => ['console', '*.example.org'] })

describe('the host that is asked', () => {
  it.each(['console', 'console:8443', 'CONSOLE', 'console.', 'console.lan', '192.168.7.5:8443', '[fd00::5]:8443', 'localhost', 'desk.example.org'])('may be %s', (host) => {
    expect(site(asking({ host }))).toBe(true)
  })

  it.each(['evil.example', 'console.evil.example', 'example.org', 'a.b.example.org', 'xconsole', ''])('may not be %j, whoever points it here', (host) => {
    expect(site(asking({ host }))).toBe(false)
  })

  it('is a loopback name on loopback, or that of PUBLIC_URL', () => {
    const here = originGuard({ listensOn: '127.0.0.1', publicUrl: 'https://desk.example.org', names: () => ['console'] })
    expect(['127.0.0.1:80', '[::1]', 'localhost:8080', 'desk.example.org', 'console', '10.0.0.5'].map((host) => here(asking({ host })))).toEqual([true, true, true, true, false, false])
  })
})

const FOREIGN = {
  evil: 'https://evil.example', null: 'null', substring: 'https://console:8443.evil.example', prefix: 'https://xconsole:8443', suffix: 'https://console:84430',
  'other case': 'https://Console:8443', 'other port': 'https://console:8444', 'no port': 'https://console', 'other scheme': 'http://console:8443',
  path: 'https://console:8443/', list: 'https://console:8443, https://evil.example', 'empty string': '',
}

describe('an Origin', () => {
  it.each(Object.entries(FOREIGN))('that is foreign (%s) gets nothing, not even to read', (_what, origin) => {
    for (const method of ['GET', 'POST']) expect(site(asking({ host: 'console:8443', origin }, method))).toBe(false)
    expect(site(asking({ host: 'console:8443', origin, upgrade: 'websocket' }))).toBe(false)
  })

  it('that is our own may change something', () => {
    expect(site(asking({ host: 'console:8443', origin: 'https://console:8443' }, 'POST'))).toBe(true)
  })

  it('that is PUBLIC_URL may, whatever host its proxy asks for', () => {
    const behind = originGuard({ listensOn: '127.0.0.1', publicUrl: 'https://desk.example.org' })
    for (const host of ['127.0.0.1:8080', 'desk.example.org']) expect(behind(asking({ host, origin: 'https://desk.example.org' }, 'POST'))).toBe(true)
    expect(behind(asking({ host: 'desk.example.org', origin: 'https://desk.example.org.evil.example' }, 'POST'))).toBe(false)
  })

  it('may be missing where a page of ours says so, or where no browser is: then no cookie either', () => {
    const post = (more: Record<string, string>) => site(asking({ host: 'console', ...more }, 'POST'))
    expect([post({}), post({ 'sec-fetch-site': 'same-origin', cookie: 'a=1' })]).toEqual([true, true])
    expect([post({ cookie: 'a=1' }), ...['cross-site', 'same-site', 'none'].map((s) => post({ 'sec-fetch-site': s }))]).toEqual([false, false, false, false])
    expect(site(asking({ host: 'console', cookie: 'a=1', upgrade: 'websocket' }))).toBe(false)
    expect(site(asking({ host: 'console', cookie: 'a=1', 'sec-fetch-site': 'cross-site' }))).toBe(true)
  })
})

describe('X-Forwarded', () => {
  const behind = originGuard({ listensOn: '0.0.0.0', names: () => ['desk.example.org'], trustedProxies: ['10.0.0.7', 'fd00::/8'] })
  const said = { host: 'inside:8080', origin: 'https://desk.example.org', 'x-forwarded-host': 'desk.example.org', 'x-forwarded-proto': 'https' }

  it('is believed from a configured proxy, also by its address of the other family', () => {
    for (const from of ['10.0.0.7', '::ffff:10.0.0.7', 'fd00::1']) expect(behind(asking(said, 'POST', from))).toBe(true)
  })

  it('is nothing from anybody else, or when nobody is configured', () => {
    expect(behind(asking(said, 'POST', '10.0.0.8'))).toBe(false)
    expect(behind(asking({ ...said, host: 'desk.example.org' }, 'POST', '10.0.0.8'))).toBe(false)
    expect(originGuard({ listensOn: '0.0.0.0', names: () => ['desk.example.org'] })(asking({ ...said, host: 'desk.example.org' }, 'POST', '10.0.0.7'))).toBe(false)
  })

  it('counts by what the nearest proxy wrote, not by what the caller put before it', () => {
    expect(behind(asking({ ...said, 'x-forwarded-host': 'desk.example.org, evil.example' }, 'POST', '10.0.0.7'))).toBe(false)
    expect(behind(asking({ ...said, 'x-forwarded-host': 'evil.example, desk.example.org' }, 'POST', '10.0.0.7'))).toBe(true)
  })
})

/** Engine.IO's word for an upgrade it doesn't make. */
const REFUSED = 400

describe('on the wire', () => {
  let app: App
  let io: Server
  let port: number
  let changed = 0
  beforeAll(async () => {
    const admits = originGuard({ listensOn: '127.0.0.1' })
    app = await createHttp({ log: silentLog(), clientDir: '', version: 'test', admits })
    app.post('/api/change', { schema: { body: { type: 'object', required: ['by'], additionalProperties: false, properties: { by: { type: 'integer' } } } } }, (req) => ({ changed: (changed += (req.body as { by: number }).by) }))
    io = new Server(app.server, { path: '/live', transports: ['websocket'], allowRequest: (req, done) => done(null, admits(req)) })
    await app.listen({ port: 0, host: '127.0.0.1' })
    port = (app.server.address() as AddressInfo).port
  })
  afterAll(async () => {
    await io.close()
    await app.close()
  })

  const send = (path: string, method: string, headers: Record<string, string>, body = ''): Promise<number> => new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers: { host: `localhost:${port}`, ...headers } }, (res) => {
      res.resume()
      resolve(res.statusCode!)
    })
    req.on('upgrade', (_res, socket) => {
      socket.destroy()
      resolve(101)
    })
    req.on('error', reject).end(body)
  })
  const upgrade = (headers: Record<string, string>) => send('/live/?EIO=4&transport=websocket', 'GET', {
    connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers,
  })

  it('a WebSocket opens for our own pages and for devices without cookies, and for nobody else', async () => {
    expect(await upgrade({ origin: `http://localhost:${port}` })).toBe(101)
    expect(await upgrade({})).toBe(101)
    for (const origin of ['https://evil.example', 'null', `http://localhost:${port}.evil.example`, `http://LOCALHOST:${port}`, `https://localhost:${port}`, `http://localhost:${port + 1}`]) {
      expect([origin, await upgrade({ origin })]).toEqual([origin, REFUSED])
    }
    expect(await upgrade({ cookie: 'session=stolen' })).toBe(REFUSED)
    expect(await upgrade({ host: 'evil.example' })).toBe(REFUSED)
  })

  it('long polling, forms and plain text change nothing', async () => {
    expect(await send('/live/?EIO=4&transport=polling', 'GET', {})).toBe(400)
    const own = { origin: `http://localhost:${port}` }
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', 'application/json\ta', '']) {
      expect([type, await send('/api/change', 'POST', { ...own, ...(type ? { 'content-type': type } : {}) }, '{"by":1}')]).toEqual([type, expect.toSatisfy((s: number) => s >= 400 && s < 500)])
    }
    expect(await send('/api/change', 'POST', { 'content-type': 'application/json', origin: 'null' }, '{"by":1}')).toBe(403)
    expect(await send('/api/change', 'POST', { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }, '{"by":1}')).toBe(403)
    expect(changed).toBe(0)
    expect([await send('/api/change', 'POST', { 'content-type': 'application/json', ...own }, '{"by":1}'), changed]).toEqual([200, 1])
  })
})
