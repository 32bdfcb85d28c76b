import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROLE } from '@liandong/shared/access/roles'
import { SEAT_COOKIE, SESSION_COOKIE } from '../../features/access/cookies'
import { Browser, nextCode, openHouse, PASSWORD, somebody, type House, type Somebody } from './testing/house'

let h: House
let grid: Somebody
let chief: Somebody
let bare: Somebody
beforeAll(async () => {
  h = await openHouse()
  grid = await somebody(h, 'grid.one', ['grid'], { areaIds: ['330702004'], post: 'gridWorker' })
  chief = await somebody(h, 'chief.one', ['duty_chief'], { totp: true, post: 'dutyChief' })
  bare = await somebody(h, 'bare.one', ['dispatcher'])
})
afterAll(() => h.stop())
beforeEach(() => {
  h.time.pass(2 * 3_600_000)
  h.kept.take()
})
const acts = () => h.kept.take().map((n) => [n.act, n.who ?? null, n.detail?.why ?? n.detail?.how ?? ''])

describe('signing in', () => {
  it('with a password opens a session where the role needs no more, and says who one is', async () => {
    const b = new Browser(h)
    expect((await b.who()).status).toBe(401)
    const done = await b.signIn('Grid.One')
    expect([done.status, done.body]).toEqual([200, { ok: true }])
    const cookie = [done.raw.headers['set-cookie']!].flat()[0]!
    expect(cookie).toMatch(/^__Host-liandong=[\w-]{43}; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
    expect((await b.who()).body).toMatchObject({
      person: grid.person, login: 'grid.one', name: 'grid.one 名', post: 'gridWorker', roles: ['grid'], mask: 'liaison', areas: ['330702004'], how: 'password', secondFactor: false,
    })
    expect(acts()).toEqual([['signed-in', `person:${grid.person}`, 'password']])
  })

  it('asks for the code only after the right password', async () => {
    const b = new Browser(h)
    expect((await b.signIn('chief.one', 'one well, seven bridges')).body).toEqual({ rejected: 'sign-in-refused', detail: {} })
    expect((await b.signIn('chief.one')).body).toEqual({ rejected: 'second-factor-needed', detail: {} })
    const done = await b.signIn('chief.one', PASSWORD, nextCode(h, chief))
    expect(done.status).toBe(200)
    expect((await b.who()).body).toMatchObject({ how: 'totp', secondFactor: true, recoveryCodesLeft: 10 })
    expect(acts()).toEqual([['sign-in-refused', `person:${chief.person}`, 'password'], ['signed-in', `person:${chief.person}`, 'totp']])
  })

  it('gives one and the same no for everything wrong', async () => {
    const right = nextCode(h, chief)
    const wrong = right === '123456' ? '123457' : '123456'
    const gone = await somebody(h, 'gone.one', ['grid'], { areaIds: ['330702004'] })
    await h.engine.submit({ id: 'gone', type: 'PutPerson', body: { personId: gone.person, after: { roles: ['grid'], post: 'gridWorker', areaIds: ['330702004'], active: false } }, actor: { kind: 'system', id: 'test' } })
    const bodies = await Promise.all([
      ['nobody', PASSWORD], ['chief.one', 'wrong wrong wrong'], ['chief.one', PASSWORD, wrong], ['chief.one', 'wrong wrong wrong', right], ['gone.one', PASSWORD],
      ["x' or 1=1 --", PASSWORD], ['chief.one\u0000', PASSWORD], [' chief.one', PASSWORD],
    ].map(async ([login, password, code], i) => {
      const { status, body } = await new Browser(h, `192.0.2.${20 + i}`).signIn(login!, password, code)
      return [status, body]
    }))
    for (const b of bodies) expect(b).toEqual([401, { rejected: 'sign-in-refused', detail: {} }])
    expect(acts().map((a) => a[2]).sort()).toEqual(['code', 'name', 'name', 'name', 'name', 'out-of-service', 'password', 'password'])
  })

  it('takes a code once, though asked twenty times at once', async () => {
    const code = nextCode(h, chief)
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => new Browser(h, `198.51.100.${i}`).signIn('chief.one', PASSWORD, code)))
    expect(all.filter((r) => r.status === 200)).toHaveLength(1)
    expect((await new Browser(h, '198.51.100.77').signIn('chief.one', PASSWORD, code)).status).not.toBe(200)
  })

  it('takes a recovery code once, and says how many are left', async () => {
    const b = new Browser(h, '203.0.113.5')
    expect((await b.signIn('chief.one', PASSWORD, chief.codes[4]!.toLowerCase())).status).toBe(200)
    expect((await b.who()).body).toMatchObject({ how: 'recovery', recoveryCodesLeft: 9 })
    expect(acts().map((a) => a[0])).toEqual(['recovery-code-used', 'signed-in'])
    expect((await new Browser(h, '203.0.113.6').signIn('chief.one', PASSWORD, chief.codes[4])).body).toMatchObject({ rejected: 'sign-in-refused' })
  })

  it('of a role that needs an authenticator is refused without one', async () => {
    const { status, body } = await new Browser(h).signIn(bare.login)
    expect([status, body]).toEqual([403, { rejected: 'second-factor-missing', detail: {} }])
    expect((await h.access.sessions.list(bare.person))).toEqual([])
  })

  it.each([
    { login: 'grid.one', password: PASSWORD, roles: ['sec_admin'] }, { login: 'grid.one', password: PASSWORD, person: 'p-chief.one' },
    { login: { $ne: '' }, password: PASSWORD }, { login: 'grid.one' }, { login: 'grid.one', password: 'x'.repeat(257) }, {},
  ])('takes nothing but its own fields: %j', async (payload) => {
    const answer = await new Browser(h).ask('POST', '/api/session', payload)
    expect([answer.status, answer.body]).toMatchObject([400, { rejected: 'invalid-command' }])
    expect(JSON.stringify(answer.body)).not.toContain(PASSWORD)
  })
})

describe('a session', () => {
  it('never carries on a token from before: it is a new one at each sign-in, and the old one is over', async () => {
    const b = new Browser(h)
    await b.signIn('grid.one')
    const first = b.cookies.get(SESSION_COOKIE)!
    await b.signIn('grid.one')
    expect(b.cookies.get(SESSION_COOKIE)).not.toBe(first)
    expect(await h.access.sessions.find(first)).toBeNull()
    const planted = new Browser(h)
    planted.cookies.set(SESSION_COOKIE, 'A'.repeat(43))
    await planted.signIn('grid.one')
    expect(planted.cookies.get(SESSION_COOKIE)).not.toBe('A'.repeat(43))
  })

  it('ends at sign-out, with its cookie, and counts as one record', async () => {
    const b = new Browser(h)
    await b.signIn('grid.one')
    const token = b.cookies.get(SESSION_COOKIE)!
    h.kept.take()
    expect((await b.ask('DELETE', '/api/session')).status).toBe(200)
    expect([b.cookies.has(SESSION_COOKIE), b.cookies.has(SEAT_COOKIE)]).toEqual([false, true])
    expect(await h.access.sessions.find(token)).toBeNull()
    expect(acts().map((a) => a[0])).toEqual(['signed-out'])
  })

  it('of one\'s own is listed and ended; somebody else\'s is as unknown as none', async () => {
    const [a, b, other] = [new Browser(h), new Browser(h), new Browser(h)]
    await a.signIn('grid.one')
    await b.signIn('grid.one')
    await other.signIn('chief.one', PASSWORD, nextCode(h, chief))
    const listed = (await a.ask('GET', '/api/sessions')).body as unknown as { sessions: { id: string; own: boolean; address: string }[] }
    expect(listed.sessions.filter((s) => s.own)).toHaveLength(1)
    const bs = (await b.who()).body as unknown as { session: string }
    const foreign = await other.ask('DELETE', `/api/sessions/${bs.session}`)
    const none = await other.ask('DELETE', '/api/sessions/none')
    expect([foreign.status, foreign.body]).toEqual([none.status, none.body])
    expect((await b.who()).status).toBe(200)
    expect((await a.ask('DELETE', `/api/sessions/${bs.session}`)).status).toBe(200)
    expect([(await b.who()).status, (await a.who()).status]).toEqual([401, 200])
  })

  it('is over over HTTP too when it idles, and when rights are taken away', async () => {
    const b = new Browser(h)
    await b.signIn('grid.one')
    h.time.pass(ROLE.grid.idleMs)
    expect((await b.who()).status).toBe(401)
  })
})

describe('changing a password', () => {
  it('asks for the old one and, where there is one, for a code; ends every other session', async () => {
    const me = await somebody(h, 'changer', ['analyst'], { totp: true })
    const [here, there] = [new Browser(h, '198.51.100.200'), new Browser(h, '198.51.100.201')]
    await here.signIn('changer', PASSWORD, nextCode(h, me))
    await there.signIn('changer', PASSWORD, nextCode(h, me))
    const change = (old: string, code: string | undefined, fresh: string) => here.ask('POST', '/api/password', { old, ...(code ? { code } : {}), new: fresh })
    h.kept.take()
    expect((await change(PASSWORD, undefined, 'short')).body).toEqual({ rejected: 'password-too-short', detail: { min: 12 } })
    expect((await change(PASSWORD, undefined, 'changer12345')).body).toMatchObject({ rejected: 'password-too-common' })
    expect((await change('wrong wrong wrong', undefined, 'nine hills and a river')).body).toMatchObject({ rejected: 'password-wrong' })
    expect((await change(PASSWORD, undefined, 'nine hills and a river')).body).toMatchObject({ rejected: 'second-factor-needed' })
    expect((await there.who()).status).toBe(200)
    expect((await change(PASSWORD, nextCode(h, me), 'nine hills and a river')).status).toBe(200)
    expect([(await here.who()).status, (await there.who()).status]).toEqual([200, 401])
    expect(h.kept.take().map((n) => `${n.act} ${n.result ?? 'done'}`)).toEqual(['re-authenticated refused', 're-authenticated done', 'password-changed done', 'session-ended done'])
    expect((await there.signIn('changer', PASSWORD, nextCode(h, me))).status).toBe(401)
    expect((await there.signIn('changer', 'nine hills and a river', nextCode(h, me))).status).toBe(200)
  })
})

describe('an authenticator', () => {
  it('is set up with the password, is in force after a code, and ends every other session', async () => {
    const me = await somebody(h, 'enroller', ['grid'], { areaIds: ['330702004'] })
    const [here, there] = [new Browser(h, '198.51.100.210'), new Browser(h, '198.51.100.211')]
    await here.signIn('enroller')
    await there.signIn('enroller')
    expect((await here.ask('POST', '/api/second-factor/confirm', { code: '123456' })).body).toMatchObject({ rejected: 'second-factor-not-begun' })
    expect((await here.ask('POST', '/api/second-factor/begin', { password: 'wrong wrong wrong' })).body).toMatchObject({ rejected: 'password-wrong' })
    const begun = (await here.ask('POST', '/api/second-factor/begin', { password: PASSWORD })).body as unknown as { secret: string; uri: string }
    expect(begun.uri).toContain(begun.secret)
    const code = nextCode(h, begun)
    expect((await here.ask('POST', '/api/second-factor/confirm', { code: code === '000000' ? '000001' : '000000' })).body).toMatchObject({ rejected: 'second-factor-wrong' })
    const done = (await here.ask('POST', '/api/second-factor/confirm', { code })).body as unknown as { recoveryCodes: string[] }
    expect(done.recoveryCodes).toHaveLength(10)
    expect([(await here.who()).status, (await there.who()).status]).toEqual([200, 401])
    expect((await there.signIn('enroller')).body).toMatchObject({ rejected: 'second-factor-needed' })
    // Another one in its place needs a code of this one.
    expect((await here.ask('POST', '/api/second-factor/begin', { password: PASSWORD })).body).toMatchObject({ rejected: 'second-factor-needed' })
    expect((await here.ask('POST', '/api/second-factor/begin', { password: PASSWORD, code: nextCode(h, begun) })).status).toBe(200)
    expect(me.person).toBe('p-enroller')
  })
})

it('guesses are slowed with a time to wait, and a seat that is signed in or known is not kept out by them', async () => {
  const seat = new Browser(h, '192.0.2.50')
  await seat.signIn('grid.one')
  const guesser = new Browser(h, '192.0.2.50')
  const answers = []
  for (let i = 0; i < 12; i++) answers.push(await guesser.signIn('grid.one', `guess number ${i}`))
  expect(answers.slice(0, 5).every((a) => a.status === 401)).toBe(true)
  const slowed = answers.at(-1)!
  expect([slowed.status, slowed.body, slowed.raw.headers['retry-after']]).toEqual([429, { rejected: 'too-fast', detail: { retryAfterS: 1 } }, '1'])
  expect((await guesser.signIn('grid.one')).status).toBe(429)
  expect((await seat.who()).status).toBe(200)
  await seat.ask('DELETE', '/api/session')
  expect((await seat.signIn('grid.one')).status).toBe(200)
  expect((await new Browser(h, '192.0.2.51').signIn('grid.one')).status).toBe(200)
})

it('nothing secret is in any record, nor in the database as it is', async () => {
  const text = JSON.stringify(h.kept.all) + JSON.stringify((await h.db.pool.query('select * from account')).rows) + JSON.stringify((await h.db.pool.query('select * from log')).rows)
  for (const secret of [PASSWORD, chief.secret!, ...chief.codes, chief.codes[0]!.replaceAll('-', '').slice(1), 'wrong wrong wrong', 'guess number']) expect(text).not.toContain(secret)
})
