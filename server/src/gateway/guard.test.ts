import { afterEach, describe, expect, it } from 'vitest'
import { DOORS } from '@liandong/shared/access/policy'
import type { Role } from '@liandong/shared/access/roles'
import { silentLog } from '../platform/log'
import { guardDoors } from './guard'
import { createHttp, type App } from './http'
import type { Seats } from './seats'

let app: App | undefined
afterEach(() => app?.close())

/** Whoever says its roles in a header has them: what a session says in the product. */
const seats: Seats = {
  find: (headers) => Promise.resolve(typeof headers['x-roles'] === 'string' ? { session: 's', who: { person: headers['x-roles'] } } : null),
  ended: () => Promise.resolve([]), touch: () => undefined,
}
const read = { get: (kind: string, id: string) => (kind === 'person' ? { id, roles: id.split('+'), active: true } : undefined) as never, all: () => [] }

async function guarded(...paths: string[]): Promise<{ denied: string[] }> {
  const denied: string[] = []
  app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
  guardDoors(app, { seats, read, feedOf: (token) => (token === 'feed-token' ? 'gps' : null), denied: (req, code) => denied.push(`${code} ${req.url}`) })
  for (const path of paths) {
    const [method, url] = path.split(' ') as ['GET' | 'POST', string]
    app.route({ method, url, handler: (req) => ({ seat: req.seat?.who ?? null, feed: req.feed }) })
  }
  await app.ready()
  return { denied }
}
const ask = (path: string, headers: Record<string, string> = {}) => {
  const [method, url] = path.split(' ') as ['GET' | 'POST', string]
  return app!.inject({ method, url, headers: { host: 'localhost', ...headers } })
}

describe('a door', () => {
  it('without a line in the policy is not opened', async () => {
    await expect(guarded('GET /api/everything')).rejects.toThrow('the door GET /api/everything has no line in the policy')
  })

  it('for roles asks for a sign-in, then for one of them', async () => {
    const { denied } = await guarded('GET /api/days')
    expect((await ask('GET /api/days')).statusCode).toBe(401)
    expect((await ask('GET /api/days', { 'x-roles': 'township' })).json()).toEqual({ rejected: 'not-permitted', detail: { type: 'GET /api/days' } })
    expect((await ask('GET /api/days', { 'x-roles': 'township+analyst' })).statusCode).toBe(200)
    expect(denied).toEqual(['unauthorised /api/days', 'not-permitted /api/days'])
  })

  it('asks once more who it is where the rest of a request came late: its sign-in may have ended meanwhile', async () => {
    let [time, signedIn] = [0, true]
    app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
    guardDoors(app, { seats: { ...seats, find: (h) => (signedIn ? seats.find(h) : Promise.resolve(null)) }, read, feedOf: () => null, monotonic: () => time })
    let late = 0
    // As a body that is held back between its halves.
    app.addHook('preParsing', (_req, _reply, payload, done) => { time += late; signedIn = late === 0; done(null, payload) })
    app.post('/api/commands', () => ({ taken: true }))
    const post = () => app!.inject({ method: 'POST', url: '/api/commands', headers: { host: 'localhost', 'x-roles': 'duty_chief' }, payload: {} })
    expect((await post()).json()).toEqual({ taken: true })
    late = 1001
    signedIn = true
    expect((await post()).statusCode).toBe(401)
  })

  it('asks of HEAD what it asks of GET', async () => {
    await guarded('GET /api/days')
    expect((await app!.inject({ method: 'HEAD', url: '/api/days', headers: { host: 'localhost' } })).statusCode).toBe(401)
  })

  it('for anybody signed in takes a feed by its token, and nobody by a wrong one, also beside a sign-in', async () => {
    await guarded('POST /api/commands')
    expect((await ask('POST /api/commands', { authorization: 'Bearer feed-token' })).json()).toEqual({ seat: null, feed: 'gps' })
    expect((await ask('POST /api/commands', { authorization: 'Bearer guessed' })).statusCode).toBe(401)
    expect((await ask('POST /api/commands', { authorization: 'Bearer guessed', 'x-roles': 'duty_chief' })).statusCode).toBe(401)
  })

  it('for roles takes no feed', async () => {
    await guarded('GET /api/days')
    expect((await ask('GET /api/days', { authorization: 'Bearer feed-token' })).statusCode).toBe(401)
  })

  it('that is open asks nobody', async () => {
    await guarded('GET /healthz')
    expect((await ask('GET /healthz')).json()).toEqual({ seat: null, feed: null })
  })
})

/** Which of the roles come in, written by hand for people to read; the policy must say the same. */
const EXPECTED: Record<string, string> = {
  'GET /api/district': 'wall intake dispatcher duty_chief commander analyst supervisor liaison township grid',
  'GET /map/:district/:file': 'wall intake dispatcher duty_chief commander analyst supervisor liaison township grid',
  'GET /api/incidents/:id/file': 'intake dispatcher duty_chief commander analyst supervisor liaison township grid',
  'GET /api/days': 'wall intake dispatcher duty_chief commander analyst supervisor',
  'GET /api/statistics/phases': 'wall intake dispatcher duty_chief commander analyst supervisor',
  'GET /api/registers/:kind': 'sys_admin sec_admin audit_admin',
}

describe('the policy of doors', () => {
  it.each(Object.entries(EXPECTED))('lets into %s whom the table says', (door, roles) => {
    expect([...(DOORS[door] as readonly Role[])].sort()).toEqual(roles.split(' ').sort())
  })

  it('is open only where nobody can be asked yet, or nothing is to be seen', () => {
    const open = Object.entries(DOORS).flatMap(([door, rule]) => (rule === 'open' ? [door] : []))
    expect(open.sort()).toMatchInlineSnapshot(`
      [
        "GET /api/provider",
        "GET /healthz",
        "GET /readyz",
        "GET /trust",
        "GET /trust/authority.crt",
        "GET /trust/authority.pem",
        "GET /trust/style.css",
        "POST /api/invite",
        "POST /api/invite/look",
        "POST /api/invite/second-factor",
        "POST /api/provider/begin",
        "POST /api/provider/finish",
        "POST /api/session",
        "POST /api/walls/challenge",
        "POST /api/walls/pairing",
        "POST /api/walls/pairing/status",
        "POST /api/walls/session",
      ]
    `)
  })
})
