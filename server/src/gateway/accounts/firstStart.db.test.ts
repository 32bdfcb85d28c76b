import { afterAll, beforeAll, expect, it } from 'vitest'
import { FIRST_PERSON } from '../../features/access/firstPerson'
import { totpCode } from '../../features/access/totp'
import { Browser, nextCode, openHouse, PASSWORD, type House } from './testing/house'

let h: House
beforeAll(async () => { h = await openHouse() })
afterAll(() => h.stop())
const tokenOf = (link: { path: string } | null) => link!.path.split('#')[1]!

async function begun(b: Browser, token: string): Promise<string> {
  const secret = ((await b.ask('POST', '/api/invite/second-factor', { token, login: 'first' })).body as unknown as { secret: string }).secret
  h.time.pass(30_000)
  return secret
}
const use = (b: Browser, token: string, secret: string, login: string) =>
  b.ask('POST', '/api/invite', { token, login, name: '王芳', password: PASSWORD, code: totpCode(secret, h.time.now()) })

it('an installation has no account but the one its link makes: security and system administrator, once', async () => {
  expect(await h.access.accounts.all()).toEqual([])
  const token = tokenOf(await h.access.firstLink())
  const b = new Browser(h)
  expect((await b.ask('POST', '/api/invite/look', { token })).body).toMatchObject({ purpose: 'set-up', login: null, name: null, secondFactor: 'enrol' })
  const secret = await begun(b, token)

  // The log takes nothing: nobody came into being, and the link counts again.
  h.door.submit = () => Promise.resolve({ ok: false, rejected: 'unavailable', detail: {} })
  expect((await use(b, token, secret, 'first')).status).toBe(503)
  h.door.submit = h.engine.submit.bind(h.engine)
  expect((await new Browser(h, '192.0.2.77').signIn('first', PASSWORD, totpCode(secret, h.time.now()))).status).toBe(401)
  h.time.pass(30_000)

  // Another start printed another link: the last one counts.
  const second = tokenOf(await h.access.firstLink())
  expect((await b.ask('POST', '/api/invite/look', { token })).status).toBe(404)
  const fresh = await begun(b, second)
  const all = await Promise.all(Array.from({ length: 4 }, (_, i) => use(new Browser(h, `198.51.100.${i}`), second, fresh, `first.${i}`)))
  expect(all.filter((a) => a.status === 200)).toHaveLength(1)
  const won = all.findIndex((a) => a.status === 200)
  expect((all[won]!.body as unknown as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10)

  const again = new Browser(h, '203.0.113.9')
  expect((await again.signIn(`first.${won}`, PASSWORD, nextCode(h, { secret: fresh }))).status).toBe(200)
  expect((await again.who()).body).toMatchObject({ person: FIRST_PERSON, roles: ['sec_admin', 'sys_admin'], name: '王芳' })
  expect(await h.access.firstLink()).toBeNull()
  expect(await h.access.accounts.all()).toHaveLength(1)
})

it('once somebody can give rights, a link from before opens nothing', async () => {
  await h.db.pool.query('update invite set used = null')
  for (const { hash } of (await h.db.pool.query<{ hash: string }>('select hash from invite')).rows) expect(hash).toMatch(/^[0-9a-f]{64}$/)
  const token = 'B'.repeat(43)
  const { hashOfToken } = await import('../../features/access/tokens')
  await h.db.pool.query("insert into invite (hash, person, purpose, created, expires) values ($1, 'first-admin', 'set-up', 0, $2)", [hashOfToken(token), h.time.now() + 1e9])
  const b = new Browser(h, '203.0.113.10')
  expect((await b.ask('POST', '/api/invite/look', { token })).status).toBe(404)
  expect((await b.ask('POST', '/api/invite', { token, login: 'thief', name: 'x', password: PASSWORD, code: '123456' })).body).toMatchObject({ rejected: 'invite-not-valid' })
})
