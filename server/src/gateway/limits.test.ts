import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../platform/log'
import { createHttp, type App, type HttpParts } from './http'
import type { Budgets } from './limits'

const SMALL: Partial<Budgets> = { address: 20, spare: 6, user: 5, urgent: 3 }
let app: App
const open = async (more: Partial<HttpParts> = {}): Promise<void> => {
  app = await createHttp({ log: silentLog(), clientDir: '', version: 'test', budgets: SMALL, userOf: (req) => req.headers['x-test-user'] as string | undefined, ...more })
  app.get('/api/read', () => ({}))
  app.post('/api/commands', app.limits.commands, () => ({}))
}
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(async () => {
  vi.useRealTimers()
  await app.close()
})

interface Way { user?: string; ip?: string; forwarded?: string; body?: object; pad?: number }
const command = (type: string) => ({ v: 1, id: 'x', type, body: {} })
const ask = ({ user, ip = '10.0.0.1', forwarded, body, pad = 0 }: Way) => app.inject({
  method: body ? 'POST' : 'GET', url: body ? '/api/commands' : '/api/read', remoteAddress: ip,
  headers: { host: 'localhost', ...(user ? { 'x-test-user': user } : {}), ...(forwarded ? { 'x-forwarded-for': forwarded } : {}) }, ...(body ? { payload: { ...body, pad: 'x'.repeat(pad) } } : {}),
})
const times = async (n: number, way: Way) => {
  const out: number[] = []
  for (let i = 0; i < n; i++) out.push((await ask(way)).statusCode)
  return out
}
const ok = (n: number) => Array<number>(n).fill(200)

describe('budgets', () => {
  it('are one for each person or device, wherever it comes from', async () => {
    await open()
    expect(await times(5, { user: 'person:a' })).toEqual(ok(5))
    const no = await ask({ user: 'person:a', ip: '10.0.0.2' })
    expect([no.statusCode, no.headers['retry-after'], no.json()]).toEqual([429, '60', { rejected: 'too-fast', detail: { retryAfterS: 60 } }])
    expect(await times(2, { user: 'feed:b' })).toEqual(ok(2))
  })

  it('are one for each address of those nobody knows, and one for a whole IPv6 network', async () => {
    await open()
    expect(await times(21, {})).toEqual([...ok(20), 429])
    expect(await times(1, { ip: '10.0.0.3' })).toEqual([200])
    expect(await times(20, { ip: '2001:db8::1' })).toEqual(ok(20))
    expect(await times(1, { ip: '2001:db8::ffff' })).toEqual([429])
  })

  it('are full again after a minute', async () => {
    await open()
    await times(21, {})
    vi.setSystemTime(Date.now() + 60_001)
    expect((await ask({})).statusCode).toBe(200)
  })

  it('hold for paths that do not exist, too', async () => {
    await open()
    for (let i = 0; i < 20; i++) await app.inject({ url: '/none', headers: { host: 'localhost' }, remoteAddress: '10.0.0.1' })
    expect((await app.inject({ url: '/none', headers: { host: 'localhost' }, remoteAddress: '10.0.0.1' })).statusCode).toBe(429)
  })
})

describe('acknowledgements and answers to alerts', () => {
  it('come through when everything else is spent: by the person', async () => {
    await open()
    expect(await times(6, { user: 'person:a', body: command('IssueOrder') })).toEqual([...ok(5), 429])
    expect(await times(1, { user: 'person:a', body: command('AcknowledgeOrder') })).toEqual([200])
    expect(await times(1, { user: 'person:a', body: { commands: [command('AcknowledgeAlert'), command('AcknowledgeOrder')] } })).toEqual([200])
    expect(await times(1, { user: 'person:a', body: { commands: [command('AcknowledgeAlert'), command('IssueOrder')] } })).toEqual([429])
  })

  it('come through when everything else is spent: by the address', async () => {
    await open()
    await times(20, {})
    expect(await times(2, { user: 'person:a', body: command('AcknowledgeAlert') })).toEqual(ok(2))
    expect(await times(1, { user: 'person:a', body: command('IssueOrder') })).toEqual([429])
  })

  it('have a budget all the same', async () => {
    await open()
    expect(await times(4, { user: 'person:a', body: command('AcknowledgeAlert') })).toEqual([...ok(3), 429])
    await times(20, { ip: '10.0.0.9' })
    expect((await times(8, { ip: '10.0.0.9', body: command('IssueOrder') })).every((s) => s === 429)).toBe(true)
    // Even the small ones are no longer read.
    expect(await times(1, { user: 'person:b', ip: '10.0.0.9', body: command('AcknowledgeAlert') })).toEqual([429])
  })

  it('are small: a large body of somebody over the budget is not read', async () => {
    await open()
    await times(20, {})
    expect(await times(1, { user: 'person:a', body: command('AcknowledgeAlert'), pad: 5000 })).toEqual([429])
  })
})

describe('the address', () => {
  it('is that of the connection, whatever X-Forwarded-For says', async () => {
    await open()
    for (let i = 0; i < 20; i++) await ask({ forwarded: `192.0.2.${i}` })
    expect((await ask({ forwarded: '192.0.2.99' })).statusCode).toBe(429)
  })

  it('is what a configured proxy says, but not what was put before it', async () => {
    await open({ trustedProxies: ['10.0.0.0/24'] })
    await times(20, { forwarded: '192.0.2.1' })
    expect((await ask({ forwarded: '192.0.2.2' })).statusCode).toBe(200)
    expect((await ask({ forwarded: '198.51.100.1, 192.0.2.1' })).statusCode).toBe(429)
    expect((await ask({ ip: '10.1.0.1', forwarded: '192.0.2.1' })).statusCode).toBe(200)
  })
})
