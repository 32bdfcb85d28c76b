import fc, { type Arbitrary } from 'fast-check'
import { DOORS } from '@liandong/shared/access/policy'
import { DECIDERS } from '@liandong/shared/areas'
import { SESSION_COOKIE } from '../../../server/src/features/access/cookies'
import { fromSeat } from '../rig/seat'
import { NASTY, nearlyValid, valid, type JsonSchema } from './generate'

/** A route as the server itself told it. */
export interface Route {
  method: string
  url: string
  schema: { params?: JsonSchema; querystring?: JsonSchema; body?: JsonSchema; response?: Record<string, JsonSchema> }
}

/** One request, ready to be sent. `wellMeant`: everything in it fits the declared schema. */
export interface Case {
  method: string
  path: string
  headers: Record<string, string>
  body?: Buffer
  wellMeant: boolean
  /** Nobody's, at a door that asks who is there. */
  nobody: boolean
}

/** What the fuzz must know of a route beside its schema. */
interface Plan {
  /** What it answers isn't JSON, so no schema is demanded. */
  plain?: true
  /** Values that exist, for parameters that have any. */
  params?: Record<string, readonly string[]>
  body?: Arbitrary<unknown>
  bearer?: true
  /** Who comes to it, of the demonstration's cast; the desk unless said. */
  as?: string
}

const ANYTHING = fc.constantFrom(...NASTY)

/** Commands as people may send them: the envelope's fields and each rule's own body, right and nearly right. */
const command = fc.constantFrom(...DECIDERS).chain((d) => fc.record({
  v: fc.constant(1), id: fc.uuid().map((u) => `fuzz-${u}`), type: fc.constant(d.type),
  body: fc.oneof({ weight: 3, arbitrary: valid(d.schema as unknown as JsonSchema) }, { weight: 3, arbitrary: nearlyValid(d.schema as unknown as JsonSchema) }, { weight: 1, arbitrary: ANYTHING }),
}))
const list = fc.array(command, { minLength: 1, maxLength: 5 }).map((commands) => ({ commands }))

/** Every route there is. One that is missing here, or that the server no longer has, fails the proof. */
export const PLANS: Record<string, Plan> = {
  '/healthz': {}, '/readyz': {}, '/api/openapi.json': { plain: true }, '/api/district': {},
  '/api/incidents/:id/file': {}, '/api/days': {}, '/api/statistics/phases': {}, '/api/incidents/:id/contact': {}, '/api/sealed/:ref/open': {},
  '/api/audit': { as: 'audit' }, '/api/audit.csv': { plain: true, as: 'audit' },
  '/api/session': {}, '/api/sessions': {}, '/api/sessions/:id': {}, '/api/password': {}, '/api/second-factor/begin': {}, '/api/second-factor/confirm': {},
  '/api/provider': {}, '/api/provider/begin': {}, '/api/provider/finish': {},
  '/api/invite': {}, '/api/invite/look': {}, '/api/invite/second-factor': {},
  // Somebody nobody sits as meanwhile.
  '/api/people': { as: 'security' }, '/api/people/:id': { as: 'security', params: { id: ['demo-analyst'] } },
  '/api/people/:id/invite': { as: 'security', params: { id: ['demo-analyst'] } }, '/api/people/:id/sessions': { as: 'security', params: { id: ['demo-analyst'] } },
  // Devices that don't exist: one that does is the wall or feed of somebody else's case.
  '/api/walls/pairing': {}, '/api/walls/pairing/status': {}, '/api/walls/challenge': {}, '/api/walls/session': {},
  '/api/walls/look': { as: 'system' }, '/api/walls': { as: 'system' }, '/api/devices': { as: 'system' }, '/api/devices/:id': { as: 'system' }, '/api/feeds/:id/token': { as: 'system' },
  '/api/registers/:kind': { as: 'system', params: { kind: ['organisation', 'area'] } },
  '/api/commands': { body: fc.oneof(command, list) },
  '/ingest/positions': { bearer: true }, '/ingest/osmand': { bearer: true, params: {} },
  '/demo/access': {}, '/demo/clock': {}, '/demo/personas': {}, '/demo/session': { body: fc.record({ persona: fc.constantFrom('wall', 'commander', 'liaison', 'nobody') }) },
  '/map/:district/:file': { plain: true, params: { district: ['wucheng'], file: ['outline.json', 'cells.json'] } },
  ...Object.fromEntries(['/', '/wall', '/desk', '/enter', '/signin', '/setup', '/account', '/provider', '/admin', '/*'].map((page) => [page, { plain: true }])),
}

const TYPES = ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', 'application/json\ta', 'multipart/form-data', 'image/png', '']

/** What opens nothing: no cookie at all, and one that is nobody's. */
const NO_SEATS = ['', `${SESSION_COOKIE}=${'A'.repeat(43)}`]

/** Whether the policy lets only somebody who is signed in come to a route. HEAD is what GET is. */
function asksWho(route: Route): boolean {
  const rule = DOORS[`${route.method === 'HEAD' ? 'GET' : route.method} ${route.url}`]
  return rule !== undefined && rule !== 'open' && rule !== 'feed' && rule !== 'demo'
}

/** Requests to one route: valid, valid but for one place, and nothing of the kind; one in five from nobody where that matters. */
export function casesOf(route: Route, token: string, cookie: string): Arbitrary<Case> {
  const plan = PLANS[route.url]!
  const asks = asksWho(route)
  return fc.constantFrom<Kind>('valid', 'valid', 'near', 'near', 'invalid').chain((kind) => fc.record({
    path: pathOf(route, plan, kind), query: queryOf(route, kind), body: bodyOf(route, plan, kind),
    type: kind === 'invalid' ? fc.constantFrom(...TYPES) : fc.constant('application/json'),
    auth: fc.constantFrom(...(kind === 'valid' ? [token] : [token, token, 'Bearer wrong', 'Basic x', ''])),
    seat: fc.constantFrom(cookie, cookie, cookie, cookie, ...NO_SEATS),
  }).map(({ path, query, body, type, auth, seat }): Case => ({
    method: route.method, path: path + query, wellMeant: kind === 'valid', nobody: asks && seat !== cookie,
    headers: { ...(body ? { 'content-type': type } : {}), ...(plan.bearer && auth ? { authorization: auth } : {}), ...(asks && seat ? fromSeat(seat) : {}) },
    ...(body ? { body } : {}),
  })))
}

type Kind = 'valid' | 'near' | 'invalid'
const encoded = (x: unknown): string => encodeURIComponent((typeof x === 'string' ? x : JSON.stringify(x) ?? '').replace(/\p{Cs}/gu, '\ufffd'))

function pathOf(route: Route, plan: Plan, kind: Kind): Arbitrary<string> {
  const names = [...route.url.matchAll(/:(\w+)/g)].map((m) => m[1]!)
  const value = (name: string): Arbitrary<string> => {
    const schema = route.schema.params?.properties?.[name] ?? { type: 'string', minLength: 1, maxLength: 20 }
    const known = plan.params?.[name]
    if (kind === 'invalid') return ANYTHING.map(encoded)
    return (known ? fc.oneof(fc.constantFrom(...known), valid(schema)) : valid(schema)).map(encoded)
  }
  const rest = fc.constantFrom('assets/none.js', '%2e%2e/%2e%2e/package.json', '..%2fserver/dist/main.js', 'index.html', '%', '%00', '%ff', '//x', ';a=b', 'fonts')
  return fc.tuple(rest, fc.record(Object.fromEntries(names.map((n) => [n, value(n)])))).map(([r, values]) =>
    route.url.replace(/:(\w+)/g, (_, n: string) => (values as Record<string, string>)[n]!).replace('*', r))
}

function queryOf(route: Route, kind: Kind): Arbitrary<string> {
  const s = route.schema.querystring
  if (!s && kind !== 'invalid') return fc.constant('')
  const written = (x: unknown) => {
    const pairs = typeof x === 'object' && x !== null ? Object.entries(x) : [['q', x] as const]
    return pairs.length > 0 ? `?${pairs.map(([k, v]) => `${encoded(k)}=${encoded(v)}`).join('&')}` : ''
  }
  if (kind === 'invalid') return fc.oneof(ANYTHING.map(written), fc.constantFrom('?', '?%', '?a[]=1&a[b]=2', '?count=1&count=2', `?${'a=1&'.repeat(500)}`, '?__proto__=1'))
  return (kind === 'near' ? nearlyValid(s!) : valid(s!)).map(written)
}

const RAW = ['', '{', 'null', '[]', '{"v":1', '\ufeff{}', '{"__proto__":{"a":1}}', '{"a":1,"a":2}', '\0', '"\\ud800"', '1e999', '['.repeat(3000), `{"v":1,"id":"${'x'.repeat(70_000)}"}`]

function bodyOf(route: Route, plan: Plan, kind: Kind): Arbitrary<Buffer | undefined> {
  if (route.method === 'GET' || route.method === 'HEAD') return fc.constant(undefined)
  const s = route.schema.body ?? {}
  if (kind === 'invalid') return fc.oneof(fc.constantFrom(...RAW), ANYTHING.map((x) => JSON.stringify(x))).map((t) => Buffer.from(t))
  const body = plan.body && kind === 'valid' ? plan.body : kind === 'near' ? (plan.body ? fc.oneof(plan.body, nearlyValid(s)) : nearlyValid(s)) : valid(s)
  return body.map((x) => Buffer.from(JSON.stringify(x) ?? 'null'))
}
