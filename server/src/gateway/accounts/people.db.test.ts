import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Command } from '../../engine/types'
import { PEOPLE_PAGE } from '../../features/access/peopleList'
import { totpCode } from '../../features/access/totp'
import { Browser, nextCode, openHouse, PASSWORD, somebody, type House, type Somebody } from './testing/house'

let h: House
let sec: Somebody
let admin: Browser
let serial = 0
beforeAll(async () => {
  h = await openHouse()
  sec = await somebody(h, 'sec.one', ['sec_admin'], { totp: true, post: 'administrator' })
  await somebody(h, 'sec.two', ['sec_admin'], { totp: true, post: 'administrator' })
})
afterAll(() => h.stop())
beforeEach(async () => {
  h.time.pass(3 * 3_600_000)
  h.door.submit = h.engine.submit.bind(h.engine)
  admin = new Browser(h)
  expect((await admin.signIn('sec.one', PASSWORD, nextCode(h, sec))).status).toBe(200)
  h.kept.take()
})

const dispatcher = { roles: ['dispatcher'], post: 'dutyOfficer', areaIds: [], active: true }
const wish = (login: string, rights: object = dispatcher) => ({ id: `wish-${++serial}-0000`, login, name: '张伟', rights })
const make = (body: object) => admin.ask('POST', '/api/people', body)
const made = async (body: object) => (await make(body)).body as unknown as { person: string; link: { path: string; expires: number } | null }
const tokenOf = (path: string) => path.split('#')[1]!
const stranger = () => new Browser(h, `198.51.100.${++serial % 250}`)

/** Sets an account up as its person would: look, scan, choose a password. */
async function setUp(token: string, b: Browser, more: object = {}): Promise<{ status: number; body: Record<string, never>; secret: string }> {
  const begun = (await b.ask('POST', '/api/invite/second-factor', { token })).body as unknown as { secret: string }
  h.time.pass(30_000)
  const done = await b.ask('POST', '/api/invite', { token, password: PASSWORD, ...(begun.secret ? { code: totpCode(begun.secret, h.time.now()) } : {}), ...more })
  return { ...done, secret: begun.secret }
}

describe('a person made by an administrator', () => {
  it('comes in by a link, with a password and an authenticator of its own, once', async () => {
    const { person, link } = await made(wish('Zhang.Wei'))
    expect(link!.path).toMatch(/^\/setup#[\w-]{43}$/)
    expect(link!.expires).toBe(h.time.now() + 72 * 3_600_000)
    const token = tokenOf(link!.path)
    expect((await stranger().signIn('zhang.wei')).status).toBe(401)
    const b = stranger()
    expect((await b.ask('POST', '/api/invite/look', { token })).body).toMatchObject({ purpose: 'enrol', login: 'zhang.wei', name: '张伟', secondFactor: 'enrol' })
    expect((await b.ask('POST', '/api/invite', { token, password: PASSWORD })).body).toMatchObject({ rejected: 'second-factor-needed' })
    expect((await b.ask('POST', '/api/invite', { token, password: PASSWORD, code: '123456' })).body).toMatchObject({ rejected: 'second-factor-not-begun' })
    const done = await setUp(token, b)
    expect(done.body).toMatchObject({ recoveryCodes: { length: 10 } })
    expect((await b.who()).body).toMatchObject({ person, login: 'zhang.wei', roles: ['dispatcher'], how: 'totp', secondFactor: true })
    expect((await stranger().ask('POST', '/api/invite/look', { token })).body).toMatchObject({ rejected: 'invite-not-valid' })
    expect((await setUp(token, stranger())).body).toMatchObject({ rejected: 'invite-not-valid' })
    expect((await stranger().signIn('zhang.wei', PASSWORD, nextCode(h, done))).status).toBe(200)
    const acts = h.kept.take().filter((n) => n.result !== 'refused').map((n) => n.act)
    expect(acts).toEqual(['rights-changed', 'invite-made', 'invite-used', 'second-factor-set', 'signed-in', 'signed-in'])
  })

  it('leaves no name, sign-in name or link in the log, and no link in the database', async () => {
    const { link } = await made({ ...wish('canary.login'), name: '金丝雀姓名' })
    const log = JSON.stringify((await h.db.pool.query('select * from log')).rows) + JSON.stringify((await h.db.pool.query('select * from state')).rows)
    for (const secret of ['canary.login', '金丝雀姓名', tokenOf(link!.path)]) expect(log).not.toContain(secret)
    expect(JSON.stringify((await h.db.pool.query('select * from invite')).rows)).not.toContain(tokenOf(link!.path))
  })

  it('needs no authenticator where the role needs none', async () => {
    const { link } = await made(wish('grid.new', { roles: ['grid'], post: 'gridWorker', areaIds: ['330702004'], active: true }))
    const b = stranger()
    expect((await b.ask('POST', '/api/invite/look', { token: tokenOf(link!.path) })).body).toMatchObject({ secondFactor: 'none' })
    expect((await b.ask('POST', '/api/invite', { token: tokenOf(link!.path), password: PASSWORD })).body).toEqual({ recoveryCodes: [] })
    expect((await b.who()).body).toMatchObject({ how: 'password' })
  })

  it('a link runs out, and a newer one takes its place', async () => {
    const { person, link } = await made(wish('late.one'))
    const next = (await admin.ask('POST', `/api/people/${person}/invite`, { purpose: 'enrol' })).body as unknown as { path: string }
    expect((await stranger().ask('POST', '/api/invite/look', { token: tokenOf(link!.path) })).status).toBe(404)
    h.time.pass(72 * 3_600_000 - 1)
    expect((await stranger().ask('POST', '/api/invite/look', { token: tokenOf(next.path) })).status).toBe(200)
    h.time.pass(1)
    expect((await stranger().ask('POST', '/api/invite/look', { token: tokenOf(next.path) })).status).toBe(404)
  })

  it('a link used many times at once is used once', async () => {
    const { link } = await made(wish('race.one', { roles: ['grid'], post: 'gridWorker', areaIds: ['330702004'], active: true }))
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => stranger().ask('POST', '/api/invite', { token: tokenOf(link!.path), password: `${PASSWORD} ${i}` })))
    expect(all.filter((a) => a.status === 200)).toHaveLength(1)
    const won = all.findIndex((a) => a.status === 200)
    expect((await stranger().signIn('race.one', `${PASSWORD} ${won}`)).status).toBe(200)
  })

  it('may choose neither its own sign-in name nor its rights', async () => {
    const { person, link } = await made(wish('plain.one'))
    const token = tokenOf(link!.path)
    for (const extra of [{ roles: ['sec_admin'] }, { person: sec.person }, { purpose: 'set-up' }]) {
      expect((await stranger().ask('POST', '/api/invite', { token, password: PASSWORD, ...extra })).body).toMatchObject({ rejected: 'invalid-command' })
    }
    await setUp(token, stranger(), { login: 'sec.three', name: 'x' })
    expect(await h.access.accounts.byPerson(person)).toMatchObject({ login: 'plain.one', name: '张伟' })
  })
})

describe('made twice', () => {
  it('the same wish is one person, also when a crash came between the two writes', async () => {
    const w = wish('crash.one')
    // The log never heard of it.
    h.door.submit = () => Promise.reject(new Error('killed'))
    expect((await make(w)).status).toBe(500)
    expect((await h.access.accounts.byLogin('crash.one'))?.password).toBeNull()
    h.door.submit = h.engine.submit.bind(h.engine)
    const first = await made(w)
    expect(first.link).not.toBeNull()
    // Nobody heard the answer.
    const again = await made(w)
    expect(again.person).toBe(first.person)
    expect((await h.db.pool.query("select 1 from log where type = 'PersonPut' and subjects::text like $1", [`%${first.person}%`])).rowCount).toBe(1)
    expect((await stranger().ask('POST', '/api/invite/look', { token: tokenOf(first.link!.path) })).status).toBe(404)
    await setUp(tokenOf(again.link!.path), stranger())
    // Whoever finds the old request and sends it once more gets no way in.
    expect(await made(w)).toEqual({ person: first.person, link: null })
  })

  it('answers lost on the way, with the rights recorded, come to the same', async () => {
    const w = wish('lost.answer')
    h.door.submit = async (c: Command): Promise<CommandAnswer> => { await h.engine.submit(c); return { ok: false, fault: 'f-1' } }
    expect(await make(w)).toMatchObject({ status: 500, body: { fault: 'f-1' } })
    h.door.submit = h.engine.submit.bind(h.engine)
    const done = await made(w)
    expect((await setUp(tokenOf(done.link!.path), stranger())).status).toBe(200)
  })

  it('a sign-in name is taken once, and free again when the rights are refused', async () => {
    expect((await make(wish('refused.one', { roles: ['grid'], post: 'gridWorker', areaIds: [], active: true }))).body).toMatchObject({ rejected: 'scope-missing' })
    expect((await make(wish('refused.one', { roles: ['sec_admin', 'sys_admin', 'audit_admin'], post: 'administrator', areaIds: [], active: true }))).body).toMatchObject({ rejected: 'all-admin-roles' })
    expect((await make(wish('refused.one'))).status).toBe(200)
    const taken = await make(wish('Refused.One'))
    expect([taken.status, taken.body]).toEqual([409, { rejected: 'login-taken', detail: { login: 'refused.one' } }])
  })

  it('an account whose maker never came back is cleared away after an hour', async () => {
    h.door.submit = () => Promise.reject(new Error('killed'))
    await make(wish('orphan.one'))
    await h.access.sweep()
    expect(await h.access.accounts.byLogin('orphan.one')).not.toBeNull()
    h.time.pass(3_600_001)
    await h.access.sweep()
    expect(await h.access.accounts.byLogin('orphan.one')).toBeNull()
  })
})

describe('changing a person', () => {
  const put = (person: string, body: object) => admin.ask('PUT', `/api/people/${person}`, { id: `wish-${++serial}-0000`, ...body })

  it('changes rights at once on what is open, and says when an authenticator is missing', async () => {
    const one = await somebody(h, 'moved.one', ['grid'], { areaIds: ['330702004'] })
    const b = stranger()
    await b.signIn('moved.one')
    expect((await put(one.person, { rights: dispatcher })).body).toEqual({ needsInvite: true })
    expect((await b.who()).status).toBe(401)
    expect((await b.signIn('moved.one')).body).toMatchObject({ rejected: 'second-factor-missing' })
  })

  it('out of service is out of every session', async () => {
    const one = await somebody(h, 'leaver.one', ['grid'], { areaIds: ['330702004'] })
    const b = stranger()
    await b.signIn('leaver.one')
    expect((await put(one.person, { rights: { roles: ['grid'], post: 'gridWorker', areaIds: ['330702004'], active: false } })).status).toBe(200)
    expect([(await b.who()).status, (await b.signIn('leaver.one')).status]).toEqual([401, 401])
    expect(h.kept.take().map((n) => n.act)).toContain('session-ended')
  })

  it('changes names alone, and refuses a name that is taken', async () => {
    const one = await somebody(h, 'named.one', ['dispatcher'])
    expect((await put(one.person, { name: '李娜', login: 'Li.Na' })).status).toBe(200)
    expect(await h.access.accounts.byPerson(one.person)).toMatchObject({ login: 'li.na', name: '李娜' })
    expect((await put(one.person, { login: 'sec.one' })).body).toMatchObject({ rejected: 'login-taken' })
    expect((await put('nobody', { name: 'x' })).body).toEqual({ rejected: 'unknown-person', detail: { person: 'nobody' } })
  })

  it('never one\'s own rights, and no link for oneself', async () => {
    expect((await put(sec.person, { rights: { ...dispatcher, roles: ['sec_admin', 'commander'] } })).body).toMatchObject({ rejected: 'own-rights' })
    expect((await admin.ask('POST', `/api/people/${sec.person}/invite`, { purpose: 'enrol' })).body).toMatchObject({ rejected: 'own-rights' })
  })

  it('a lost phone is out of all its sessions', async () => {
    const one = await somebody(h, 'phone.one', ['grid'], { areaIds: ['330702004'] })
    const [a, b] = [stranger(), stranger()]
    await a.signIn('phone.one')
    await b.signIn('phone.one')
    expect((await admin.ask('DELETE', `/api/people/${one.person}/sessions`)).body).toEqual({ ended: 2 })
    expect([(await a.who()).status, (await b.who()).status]).toEqual([401, 401])
  })
})

describe('a link to come back', () => {
  it('with the authenticator still at hand sets a new password only', async () => {
    const one = await somebody(h, 'forgot.one', ['analyst'], { totp: true })
    const open = stranger()
    await open.signIn('forgot.one', PASSWORD, nextCode(h, one))
    const { path } = (await admin.ask('POST', `/api/people/${one.person}/invite`, { purpose: 'reset' })).body as unknown as { path: string }
    const [b, token] = [stranger(), tokenOf(path)]
    expect((await b.ask('POST', '/api/invite/look', { token })).body).toMatchObject({ purpose: 'reset', secondFactor: 'show' })
    expect((await b.ask('POST', '/api/invite/second-factor', { token })).status).toBe(404)
    const use = (code?: string) => b.ask('POST', '/api/invite', { token, password: 'nine hills and a river', ...(code ? { code } : {}) })
    expect((await use()).body).toMatchObject({ rejected: 'second-factor-needed' })
    expect((await use('000000')).body).toMatchObject({ rejected: 'second-factor-wrong' })
    expect((await open.who()).status).toBe(200)
    expect((await use(nextCode(h, one))).body).toEqual({ recoveryCodes: [] })
    expect((await open.who()).status).toBe(401)
    expect((await stranger().signIn('forgot.one', PASSWORD, nextCode(h, one))).status).toBe(401)
    expect((await stranger().signIn('forgot.one', 'nine hills and a river', nextCode(h, one))).status).toBe(200)
  })

  it('with the phone lost sets both anew, and the old ones count no more', async () => {
    const one = await somebody(h, 'lost.phone', ['analyst'], { totp: true })
    const { path } = (await admin.ask('POST', `/api/people/${one.person}/invite`, { purpose: 'enrol' })).body as unknown as { path: string }
    const done = await setUp(tokenOf(path), stranger(), { password: 'nine hills and a river' })
    expect(done.status).toBe(200)
    const after = (code: string) => stranger().signIn('lost.phone', 'nine hills and a river', code)
    expect((await after(nextCode(h, one))).status).toBe(401)
    expect((await after(one.codes[2]!)).status).toBe(401)
    expect((await after(nextCode(h, done))).status).toBe(200)
  })

  it('codes guessed with a link in hand are slowed', async () => {
    const one = await somebody(h, 'guessed.one', ['analyst'], { totp: true })
    const { path } = (await admin.ask('POST', `/api/people/${one.person}/invite`, { purpose: 'reset' })).body as unknown as { path: string }
    const b = stranger()
    const answers = []
    for (let i = 0; i < 12; i++) answers.push((await b.ask('POST', '/api/invite', { token: tokenOf(path), password: PASSWORD, code: String(100_000 + i) })).status)
    expect(answers.at(-1)).toBe(429)
  })
})

describe('the list of people', () => {
  it('is searched by name, sign-in name, post and organisation in either language, and paged', async () => {
    const find = async (search: string, page = 0) => (await admin.ask('GET', `/api/people?search=${encodeURIComponent(search)}&page=${page}`)).body as unknown as { total: number; people: { login: string | null; name: string | null }[] }
    await somebody(h, 'fire.duty', ['liaison'], { orgId: 'fire', post: 'orgDuty', totp: true })
    const logins = async (search: string) => (await find(search)).people.map((p) => p.login)
    for (const search of ['fire.du', 'FIRE.DUTY 名', '消防救援', 'duty desk of the unit', '消防 fire.duty']) expect(await logins(search), search).toContain('fire.duty')
    expect(await logins('消防救援')).not.toContain('sec.one')
    expect((await find('nothing like this')).total).toBe(0)
    expect((await find('fire.duty')).people[0]).toMatchObject({ hasPassword: true, hasSecondFactor: true, orgId: 'fire', roles: ['liaison'] })
    for (let i = 0; i < PEOPLE_PAGE; i++) {
      await h.engine.submit({ id: `many-${i}`, type: 'PutPerson', body: { personId: `many-${i}`, after: dispatcher }, actor: { kind: 'system', id: 'test' } })
    }
    const [first, second] = [await find('many-'), await find('many-', 1)]
    expect([first.total, first.people.length, second.people.length]).toEqual([PEOPLE_PAGE, PEOPLE_PAGE, 0])
    expect(JSON.stringify(await find(''))).not.toMatch(/argon2|s1\./)
  })

  it('and all work on people is closed to everybody else', async () => {
    await somebody(h, 'other.grid', ['grid'], { areaIds: ['330702004'] })
    const b = stranger()
    const doors = [['GET', '/api/people'], ['POST', '/api/people'], ['PUT', '/api/people/x'], ['POST', '/api/people/x/invite'], ['DELETE', '/api/people/x/sessions']] as const
    for (const [method, url] of doors) expect((await b.ask(method, url, method === 'GET' ? undefined : {})).status, url).toBe(401)
    await b.signIn('other.grid')
    for (const [method, url] of doors) expect((await b.ask(method, url, method === 'GET' ? undefined : {})).status, url).toBe(403)
  })
})
