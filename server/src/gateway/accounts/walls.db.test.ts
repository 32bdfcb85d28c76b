import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NONCE_MS } from '../../features/access/wallProof'
import { PAIRING_MS, WAITING } from '../../features/access/wallPairing'
import { WALL_SESSION_MS } from '../../features/access/walls'
import { Browser, nextCode, openHouse, PASSWORD, somebody, type House, type Somebody } from './testing/house'
import { seatedWall, WallBrowser } from './testing/wallBrowser'

let h: House
let system: Somebody
let admin: Browser
beforeAll(async () => {
  h = await openHouse()
  system = await somebody(h, 'system.one', ['sys_admin'], { totp: true, post: 'administrator' })
})
afterAll(() => h.stop())
beforeEach(async () => {
  h.time.pass(3_600_000)
  await h.db.pool.query('delete from wall_pairing')
  admin = new Browser(h)
  await admin.signIn('system.one', PASSWORD, nextCode(h, system))
  h.kept.take()
})
const acts = () => h.kept.take().map((n) => [n.act, n.who ?? null, n.result ?? 'done', n.detail?.why ?? ''])
const me = () => `person:${system.person}`
const approve = (code: string, name = '一号屏') => admin.ask('POST', '/api/walls', { code, name, place: '指挥大厅' })
let commands = 0
const change = (device: string, b: object) => admin.ask('PUT', `/api/devices/${device}`, { id: `change-${++commands}`, ...b })

describe('pairing', () => {
  it('shows a code, is looked at, approved for a place, and from then on proves its key', async () => {
    const wall = await new WallBrowser(h, '192.0.2.201').begin()
    expect(wall.code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect((await wall.status()).body).toMatchObject({ is: 'waiting' })
    h.time.pass(60_000)
    // As a person types it.
    const typed = `${wall.code.slice(0, 4)} ${wall.code.slice(4)}`.toLowerCase()
    expect((await admin.ask('POST', '/api/walls/look', { code: typed })).body).toEqual({
      address: '192.0.2.201', agent: 'wall', since: h.time.now() - 60_000, expires: h.time.now() - 60_000 + PAIRING_MS,
    })
    expect((await approve(typed)).status).toBe(200)
    await wall.status(await wall.challenge(wall.pairing))
    const seated = await wall.prove()
    // On no disk: without Max-Age or Expires.
    expect(seated.set).toMatch(/^__Host-liandong=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
    expect(seated.body).toMatchObject({ ends: h.time.now() + WALL_SESSION_MS })
    expect((await wall.who()).body).toMatchObject({ wall: wall.device, person: null, roles: ['wall'], mask: 'wall', how: 'device' })
    expect(acts()).toEqual([['device-enrolled', me(), 'done', ''], ['signed-in', `device:${wall.device}`, 'done', '']])
    const { walls } = (await admin.ask('GET', '/api/devices')).body as unknown as { walls: object[] }
    expect(walls).toContainEqual(expect.objectContaining({ id: wall.device, name: '一号屏', place: '指挥大厅', active: true, address: '192.0.2.201', sessions: 1, seen: h.time.now() }))
  })

  it('keeps nothing readable of codes, nonces and secrets', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    const other = await new WallBrowser(h).begin()
    const tables = await Promise.all(['wall_pairing', 'wall_key', 'wall_nonce', 'session', 'log'].map(async (t) => JSON.stringify((await h.db.pool.query(`select * from ${t}`)).rows)))
    for (const secret of [wall.code, other.code, other.nonce, wall.secret, other.secret, wall.cookie.split('=')[1]!]) expect(tables.join() + JSON.stringify(h.kept.all)).not.toContain(secret)
  })

  it('is refused with a code that nobody shows, and guesses wait ever longer and are recorded', async () => {
    const wall = await new WallBrowser(h).begin()
    const answers = []
    for (let i = 0; i < 8; i++) answers.push(await approve(`2222222${'23456789'[i]}`))
    expect(answers.map((a) => (a.body as unknown as { rejected: string }).rejected)).toEqual([...Array(5).fill('pairing-code-unknown') as string[], 'too-fast', 'too-fast', 'too-fast'])
    expect([answers[7]!.status, answers[7]!.raw.headers['retry-after']]).toEqual([429, '1'])
    expect(acts()).toEqual(Array(5).fill(['device-refused', me(), 'refused', 'pairing-code-unknown']))
    // The right one waits, too.
    expect((await approve(wall.code)).status).toBe(429)
    h.time.pass(1000)
    expect((await approve(wall.code)).status).toBe(200)
  })

  it('is over with its code after ten minutes, and the code is said to have run out', async () => {
    const wall = await new WallBrowser(h).begin()
    h.time.pass(PAIRING_MS)
    expect([(await approve(wall.code)).body, (await admin.ask('POST', '/api/walls/look', { code: wall.code })).body]).toEqual(Array(2).fill({ rejected: 'pairing-code-expired', detail: {} }))
    expect((await wall.status(await wall.challenge(wall.pairing))).body).toEqual({ rejected: 'pairing-over', detail: {} })
    expect(acts().map((a) => a[3])).toEqual(['pairing-code-expired', 'pairing-code-expired'])
  })

  it('counts once: a code used is no code, and of many who approve it at once one wins', async () => {
    const wall = await new WallBrowser(h).begin()
    const all = await Promise.all(Array.from({ length: 4 }, (_, i) => approve(wall.code, `屏 ${i}`)))
    expect(all.map((a) => a.status).sort()).toEqual([200, 409, 409, 409])
    expect((await approve(wall.code)).body).toEqual({ rejected: 'pairing-code-used', detail: {} })
    expect((await admin.ask('POST', '/api/walls/look', { code: wall.code })).body).toMatchObject({ rejected: 'pairing-code-used' })
    expect((await h.db.pool.query('select 1 from wall_key where key = $1', [`${wall.publicKey.x}.${wall.publicKey.y}`])).rowCount).toBe(1)
  })

  it('is the screen’s that has the key: nobody else learns that it was approved', async () => {
    const [wall, thief] = [await new WallBrowser(h).begin(), await new WallBrowser(h).begin()]
    await approve(wall.code)
    thief.pairing = wall.pairing
    expect((await thief.status(await thief.challenge(wall.pairing))).body).toEqual({ rejected: 'proof-refused', detail: {} })
  })

  it('leaves a code free again where the log took nothing', async () => {
    const wall = await new WallBrowser(h).begin()
    h.door.submit = () => Promise.resolve({ ok: false, rejected: 'unavailable', detail: {} })
    expect((await approve(wall.code)).status).toBe(503)
    h.door.submit = h.engine.submit.bind(h.engine)
    expect((await wall.status()).body).toMatchObject({ is: 'waiting' })
    expect((await approve(wall.code)).status).toBe(200)
  })

  it('holds at most so many who wait, of one network fewer; the longest waiting fall out', async () => {
    const first = await new WallBrowser(h, '192.0.2.210').begin()
    for (let i = 0; i < WAITING.ofNet; i++) {
      h.time.pass(4000)
      await new WallBrowser(h, '192.0.2.211').begin()
    }
    const flooder = async () => { h.time.pass(4000); return new WallBrowser(h, '192.0.2.211').begin() }
    for (let i = 0; i < 3; i++) await flooder()
    const count = async () => (await h.db.pool.query('select 1 from wall_pairing')).rowCount
    expect([await count(), (await first.status(await first.challenge(first.pairing))).body]).toMatchObject([WAITING.ofNet + 1, { is: 'waiting' }])
    for (let i = 0; i < WAITING.all; i++) { h.time.pass(4000); await new WallBrowser(h, `198.51.100.${i}`).begin() }
    expect([await count(), (await first.status('A'.repeat(43))).body]).toMatchObject([WAITING.all, { rejected: 'pairing-over' }])
  })

  it('from one address is let in so often a minute', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 25; i++) statuses.push((await new WallBrowser(h, '203.0.113.77').ask('POST', '/api/walls/pairing', { publicKey: new WallBrowser(h).publicKey, link: '0'.repeat(64) })).status)
    expect([statuses.filter((s) => s === 200).length, statuses.at(-1)]).toEqual([20, 429])
  })

  it.each([
    { publicKey: { x: 'A'.repeat(43), y: 'A'.repeat(43) }, link: '0'.repeat(64) }, { publicKey: { x: 'A', y: 'B' }, link: '0'.repeat(64) },
    { publicKey: { x: 'A'.repeat(43), y: 'A'.repeat(43), d: 'A'.repeat(43) }, link: '0'.repeat(64) }, {},
  ])('takes no key that is none: %j', async (body) => expect((await new WallBrowser(h, '203.0.113.78').ask('POST', '/api/walls/pairing', body)).status).toBe(400))

  it('is nothing for other administrators', async () => {
    await somebody(h, 'security.one', ['sec_admin'], { totp: true, post: 'administrator' }).then(async (s) => {
      const other = new Browser(h, '192.0.2.11')
      await other.signIn('security.one', PASSWORD, nextCode(h, s))
      const wall = await new WallBrowser(h).begin()
      const statuses = [await other.ask('POST', '/api/walls', { code: wall.code, name: 'x', place: '' }), await other.ask('POST', '/api/walls/look', { code: wall.code }), await other.ask('GET', '/api/devices')].map((a) => a.status)
      expect(statuses).toEqual([403, 403, 403])
    })
  })
})

describe('a proof', () => {
  it('with another key, or over something else, is refused and recorded', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    h.kept.take()
    const stranger = new WallBrowser(h)
    stranger.device = wall.device
    expect((await stranger.prove()).body).toEqual({ rejected: 'proof-refused', detail: {} })
    const other = await seatedWall(h, admin, '二号屏')
    h.kept.take()
    // A body signed for one wall and sent for another; one whose link was changed on the way.
    const nonce = await wall.challenge()
    expect((await wall.ask('POST', '/api/walls/session', { ...other.proof(nonce), device: wall.device })).status).toBe(401)
    expect((await wall.ask('POST', '/api/walls/session', { ...wall.proof(await wall.challenge()), link: 'f'.repeat(64) })).status).toBe(401)
    expect(acts()).toEqual(Array(2).fill(['device-refused', `device:${wall.device}`, 'refused', 'signature']))
    expect((await wall.prove()).status).toBe(200)
  })

  it('takes a nonce once, of this wall, within a minute', async () => {
    const [wall, other] = [await seatedWall(h, admin, '一号屏'), await seatedWall(h, admin, '二号屏')]
    h.kept.take()
    const nonce = await wall.challenge()
    expect((await wall.prove(nonce)).status).toBe(200)
    expect((await wall.prove(nonce)).body).toMatchObject({ rejected: 'proof-refused' })
    expect((await wall.prove(await other.challenge())).body).toMatchObject({ rejected: 'proof-refused' })
    const old = await wall.challenge()
    h.time.pass(NONCE_MS)
    expect((await wall.prove(old)).body).toMatchObject({ rejected: 'proof-refused' })
    expect(acts()).toEqual(Array(3).fill(['device-refused', `device:${wall.device}`, 'refused', 'nonce']))
    expect((await wall.prove()).status).toBe(200)
  })

  it('renews the session: the one before ends half a minute later', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    const before = wall.cookie
    h.time.pass(3_600_000)
    await wall.prove()
    const old = Object.assign(new WallBrowser(h), { cookie: before })
    expect((await old.who()).status).toBe(200)
    h.time.pass(30_000)
    expect([(await old.who()).status, (await wall.who()).status]).toEqual([401, 200])
    h.time.pass(WALL_SESSION_MS)
    expect((await wall.who()).status).toBe(401)
    expect((await wall.prove()).status).toBe(200)
  })

  it('whose answer was lost is the same when it is sent again', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    const body = wall.proof(await wall.challenge())
    await wall.ask('POST', '/api/walls/session', body)
    // The wall never heard; it comes with what it had got ready.
    const nonce = await wall.challenge()
    const { proofText } = await import('@liandong/shared/device/contract')
    const again = await wall.ask('POST', '/api/walls/session', { ...body, nonce, signature: wall.sign(proofText('session', wall.device, nonce, body.secret, body.link)) })
    expect(again.status).toBe(200)
    wall.secret = wall.next
    expect((await wall.prove()).status).toBe(200)
  })

  it('from a copy of its disk is found out by the next one: both are out and somebody is told', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    const copy = wall.copy('203.0.113.9')
    expect((await copy.who()).status).toBe(401)
    expect((await copy.prove()).status).toBe(200)
    h.kept.take()
    expect((await wall.prove()).body).toEqual({ rejected: 'device-revoked', detail: { name: '一号屏' } })
    expect([(await wall.who()).status, (await copy.who()).status, (await copy.prove()).body]).toMatchObject([401, 401, { rejected: 'device-revoked' }])
    expect(acts().filter((a) => a[0] !== 'session-ended')).toEqual([
      ['device-refused', `device:${wall.device}`, 'refused', 'copied'], ['device-revoked', null, 'done', 'copied'], ['device-refused', `device:${wall.device}`, 'refused', 'revoked'],
    ])
    const { walls } = (await admin.ask('GET', '/api/devices')).body as unknown as { walls: { id: string; why: string; active: boolean }[] }
    expect(walls.find((w) => w.id === wall.device)).toMatchObject({ active: false, why: 'copied', sessions: 0 })
  })

  it('of a device nobody knows is none', async () => {
    const wall = new WallBrowser(h)
    expect((await wall.ask('POST', '/api/walls/challenge', { device: 'wall-none' })).body).toMatchObject({ rejected: 'unknown-device' })
  })
})

describe('a wall out of service', () => {
  it('is out at once with every cookie it had, also a copied one, and is told so after its proof alone', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    const cookie = wall.cookie
    h.kept.take()
    expect((await change(wall.device, { active: false })).status).toBe(200)
    expect([(await wall.who()).status, (await Object.assign(new WallBrowser(h, '203.0.113.5'), { cookie }).who()).status]).toEqual([401, 401])
    expect((await wall.prove()).body).toEqual({ rejected: 'device-revoked', detail: { name: '一号屏' } })
    expect(acts().filter((a) => a[0] !== 'session-ended')).toEqual([['device-revoked', me(), 'done', 'by-hand'], ['device-refused', `device:${wall.device}`, 'refused', 'revoked']])
    // And never again, nor by its old code.
    expect((await change(wall.device, { active: true })).body).toMatchObject({ rejected: 'device-revoked' })
    expect((await approve(wall.code)).body).toMatchObject({ rejected: 'pairing-code-used' })
    expect((await wall.status(await wall.challenge(wall.pairing))).body).toMatchObject({ rejected: 'pairing-over' })
  })

  it('is out also where it stands in the log alone: on a node that heard nothing else', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    await h.engine.submit({ id: `elsewhere-${wall.device}`, type: 'PutDevice', body: { deviceId: wall.device, after: { kind: 'wall', name: '一号屏', place: '', active: false } }, actor: { kind: 'system', id: 'test' } })
    expect((await wall.who()).status).toBe(401)
  })

  it('that was renamed goes on', async () => {
    const wall = await seatedWall(h, admin, '一号屏')
    expect((await change(wall.device, { name: '东墙', place: '二楼' })).status).toBe(200)
    expect((await change(wall.device, { name: '东墙' })).status).toBe(200)
    expect((await wall.who()).status).toBe(200)
    expect((await change('none', { name: '东墙' })).body).toMatchObject({ rejected: 'unknown-device' })
  })
})
