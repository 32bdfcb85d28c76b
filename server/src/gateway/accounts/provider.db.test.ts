import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SESSION_COOKIE, TRIP_COOKIE } from '../../features/access/cookies'
import { Browser, openHouse, somebody, type House, type Somebody } from './testing/house'
import { CLIENT, openSignInProvider, signInThere } from './testing/signInProvider'

type Tamper = (tokens: Record<string, string>) => Record<string, string>

let there: Awaited<ReturnType<typeof openSignInProvider>>
let h: House
let one: Somebody
let two: Somebody
let tamper: Tamper | null = null
let serial = 0

/** The real answers over the real line; a hostile provider, or somebody on the way, changes the tokens. */
const line: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  if (!tamper || !String(input instanceof Request ? input.url : input).endsWith('/token') || !answer.ok) return answer
  return Response.json(tamper((await answer.json()) as Record<string, string>))
}

beforeAll(async () => {
  there = await openSignInProvider()
  h = await openHouse({ provider: { name: 'City accounts', issuer: there.issuer, ...CLIENT }, fetch: line })
  one = await somebody(h, 'one', ['dispatcher'], { totp: true })
  two = await somebody(h, 'two', ['dispatcher'], { totp: true })
  expect((await bound(new Browser(h), one, 'subject-one')).status).toBe(200)
})
afterAll(async () => {
  await h.stop()
  await there.stop()
})
beforeEach(() => {
  tamper = null
  h.kept.take()
})

const begin = async (b: Browser, token?: string) => ((await b.ask('POST', '/api/provider/begin', token ? { token } : {})).body as unknown as { url: string }).url
const finish = (b: Browser, query: string) => b.ask('POST', '/api/provider/finish', { query })
const signIn = async (b: Browser, subject: string) => finish(b, await signInThere(await begin(b), subject))
const linkFor = async (s: Somebody) => (await h.access.invites.make(s.person, 'enrol', null)).path.split('#')[1]!
async function bound(b: Browser, s: Somebody, subject: string): ReturnType<Browser['ask']> {
  return finish(b, await signInThere(await begin(b, await linkFor(s)), subject))
}
const refused = (answer: { status: number; body: object }) => expect([answer.status, answer.body]).toEqual([401, { rejected: 'sign-in-refused', detail: {} }])
const why = () => h.kept.take().map((n) => n.detail?.why)

describe('at another provider', () => {
  it('somebody an administrator has bound signs in, as issuer and subject', async () => {
    const b = new Browser(h)
    expect((await b.ask('GET', '/api/provider')).body).toEqual({ name: 'City accounts' })
    const url = new URL(await begin(b))
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid', redirect_uri: CLIENT.redirectUri })
    expect([url.searchParams.get('state')!.length, url.searchParams.get('nonce')!.length].every((n) => n >= 32)).toBe(true)
    const done = await finish(b, await signInThere(url.href, 'subject-one'))
    expect([done.status, b.cookies.has(TRIP_COOKIE), b.cookies.has(SESSION_COOKIE)]).toEqual([200, false, true])
    expect((await b.who()).body).toMatchObject({ person: one.person, how: 'oidc' })
    expect((await h.db.pool.query('select issuer, subject, person from identity')).rows).toEqual([{ issuer: there.issuer, subject: 'subject-one', person: one.person }])
  })

  it('nobody signs in whom no administrator has bound, whatever it is called there', async () => {
    refused(await signIn(new Browser(h), 'two'))
    refused(await signIn(new Browser(h), 'two@example.org'))
    expect(why()).toEqual(['provider: unknown identity', 'provider: unknown identity'])
  })

  it('who is out of service here stays out', async () => {
    const gone = await somebody(h, 'gone', ['analyst'])
    expect((await bound(new Browser(h), gone, 'subject-gone')).status).toBe(200)
    await h.engine.submit({ id: 'gone', type: 'PutPerson', body: { personId: gone.person, after: { roles: ['analyst'], post: 'analyst', areaIds: [], active: false } }, actor: { kind: 'system', id: 'test' } })
    refused(await signIn(new Browser(h), 'subject-gone'))
  })

  it('one identity is one person\'s, and one invitation binds once', async () => {
    expect((await bound(new Browser(h), two, 'subject-one')).body).toMatchObject({ rejected: 'invite-not-valid' })
    expect((await h.db.pool.query("select person from identity where subject = 'subject-one'")).rows).toEqual([{ person: one.person }])
    const token = await linkFor(two)
    const [a, b] = [new Browser(h), new Browser(h)]
    const queries = [await signInThere(await begin(a, token), 'subject-a'), await signInThere(await begin(b, token), 'subject-b')]
    const all = await Promise.all([finish(a, queries[0]!), finish(b, queries[1]!)])
    expect(all.map((x) => x.status).sort()).toEqual([200, 404])
    expect((await new Browser(h).ask('POST', '/api/provider/begin', { token })).body).toMatchObject({ rejected: 'invite-not-valid' })
  })
})

describe('what comes back is refused', () => {
  it('with another state, without one, with another issuer, or with an error', async () => {
    const b = new Browser(h)
    const altered = async (change: (q: URLSearchParams) => void) => {
      const q = new URLSearchParams(await signInThere(await begin(b), 'subject-one'))
      change(q)
      refused(await finish(b, `?${q}`))
    }
    await altered((q) => q.set('state', 'x'.repeat(43)))
    await altered((q) => q.delete('state'))
    await altered((q) => q.append('state', q.get('state')!))
    await altered((q) => q.set('iss', 'https://evil.example'))
    await altered((q) => q.delete('iss'))
    await altered((q) => { q.delete('code'); q.set('error', 'access_denied') })
    await altered((q) => q.set('code', 'y'.repeat(43)))
    expect(b.cookies.has(SESSION_COOKIE)).toBe(false)
  })

  it('a second time, in another browser, on another trip, or too late', async () => {
    const b = new Browser(h)
    const url = await begin(b)
    const trip = b.cookies.get(TRIP_COOKIE)!
    const query = await signInThere(url, 'subject-one')
    refused(await finish(new Browser(h), query))
    const other = new Browser(h)
    await begin(other)
    refused(await finish(other, query))
    expect((await finish(b, query)).status).toBe(200)
    b.cookies.set(TRIP_COOKIE, trip)
    refused(await finish(b, query))
    const late = new Browser(h)
    const lateQuery = await signInThere(await begin(late), 'subject-one')
    h.time.pass(10 * 60_000)
    refused(await finish(late, lateQuery))
  })

  it('with a trip that was forged or belongs to something else', async () => {
    const b = new Browser(h)
    const query = await signInThere(await begin(b), 'subject-one')
    b.cookies.set(TRIP_COOKIE, `${b.cookies.get(TRIP_COOKIE)!.slice(0, -4)}AAAA`)
    refused(await finish(b, query))
    b.cookies.set(TRIP_COOKIE, (await h.access.accounts.byPerson(one.person))!.totp!)
    refused(await finish(b, query))
  })
})

describe('a hostile provider is refused', () => {
  const b64 = (x: object | string) => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64url')
  const parts = (jwt: string) => jwt.split('.').map((p) => Buffer.from(p, 'base64url').toString()) as [string, string, string]
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  /** An ID token with other claims, signed by somebody else's key under the true key's name. */
  const forged = (change: object, header: object = {}): Tamper => (t) => {
    const [head, body] = parts(t.id_token!)
    const text = `${b64({ ...JSON.parse(head), ...header })}.${b64({ ...JSON.parse(body), ...change })}`
    return { ...t, id_token: `${text}.${createSign('RSA-SHA256').update(text).sign(stranger).toString('base64url')}` }
  }
  const unsigned = (alg: string, sign: (text: string) => string): Tamper => (t) => {
    const text = `${b64({ alg, typ: 'JWT' })}.${b64(parts(t.id_token!)[1])}`
    return { ...t, id_token: `${text}.${sign(text)}` }
  }

  it.each<[string, Tamper]>([
    ['no signature (alg none)', unsigned('none', () => '')],
    ['the client secret as its key (HS for RS)', unsigned('HS256', (text) => createHmac('sha256', CLIENT.clientSecret).update(text).digest('base64url'))],
    ['somebody else\'s signature', forged({})],
    ['another audience', forged({ aud: 'somebody-else' })],
    ['another issuer', forged({ iss: 'https://evil.example' })],
    ['another nonce', forged({ nonce: 'x'.repeat(43) })],
    ['no nonce', forged({ nonce: undefined })],
    ['a time gone by', forged({ exp: 1_000_000_000 })],
    ['no ID token at all', ({ id_token: _gone, ...t }) => t],
    ['words for an ID token', (t) => ({ ...t, id_token: 'not.a.token' })],
  ])('%s', async (_what, how) => {
    tamper = how
    refused(await signIn(new Browser(h), 'subject-one'))
    tamper = null
    expect((await signIn(new Browser(h), 'subject-one')).status).toBe(200)
  })

  it('an ID token of another sign-in', async () => {
    let kept = ''
    tamper = (t) => { kept = t.id_token!; return t }
    expect((await signIn(new Browser(h), 'subject-one')).status).toBe(200)
    tamper = (t) => ({ ...t, id_token: kept })
    refused(await signIn(new Browser(h), `nobody-${++serial}`))
  })
})

it('a provider that is away keeps nobody out who has a password, and is asked again', async () => {
  const away = await openHouse({ provider: { name: 'x', issuer: there.issuer, ...CLIENT }, fetch: () => Promise.reject(new TypeError('fetch failed')) })
  try {
    const answer = await new Browser(away).ask('POST', '/api/provider/begin', {})
    expect([answer.status, answer.body]).toEqual([503, { rejected: 'unavailable', detail: {} }])
    await somebody(away, 'grid.one', ['grid'], { areaIds: ['330702004'] })
    expect((await new Browser(away).signIn('grid.one')).status).toBe(200)
  } finally {
    await away.stop()
  }
})
