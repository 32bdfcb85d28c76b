import { Agent, request } from 'node:http'
import Value from 'typebox/value'
import { REJECTION_DETAIL } from '@liandong/shared/messages/texts'
import { PLANS, type Case, type Route } from './plans'

/** Longer than this counts as a hang. */
export const HANG_MS = 2000
/** Words of our insides, none of which the generator ever sends. */
const INSIDES = /\n\s+at .+:\d+:\d+|node_modules|\/server\/(src|dist)\/|syntax error at or near|invalid input syntax|violates .* constraint|relation "|unterminated|duplicate key value/
/** Every code people have words for. */
const CODES = new Set<string>(Object.keys(REJECTION_DETAIL))
const NOBODY = JSON.stringify({ rejected: 'unauthorised', detail: {} })

export interface Answer {
  status: number
  type: string
  body: string
  ms: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Sends one request as it is; a connection that breaks off is answered with status 0. */
export function ask(port: number, c: Case): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve) => {
    const done = (status: number, type: string, body: string) => resolve({ status, type, body, ms: performance.now() - began })
    const length: Record<string, string> = c.body ? { 'content-length': String(c.body.length) } : {}
    const req = request({ port, host: '127.0.0.1', agent, method: c.method, path: c.path, headers: { ...c.headers, ...length } }, (res) => {
      let text = ''
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => (text += chunk))
      res.on('end', () => done(res.statusCode ?? 0, String(res.headers['content-type'] ?? ''), text))
      res.on('error', (e) => done(0, '', String(e)))
    })
    req.setTimeout(HANG_MS * 2, () => req.destroy(new Error('no answer')))
    req.on('error', (e) => done(0, '', String(e)))
    req.end(c.body)
  })
}

/** What is wrong with an answer, in words; null when nothing is. */
export function wrongWith(route: Route, c: Case, a: Answer): string | null {
  if (a.ms > HANG_MS) return `took ${Math.round(a.ms)} ms`
  if (a.status === 0) return `no answer: ${a.body}`
  if (a.status >= 500) return `answered ${a.status}: ${a.body.slice(0, 200)}`
  if (INSIDES.test(a.body) && !PLANS[route.url]!.plain) return `shows its insides: ${a.body.slice(0, 200)}`
  if (c.nobody && (a.status === 401 || c.wellMeant || !route.url.includes(':'))) return wrongToNobody(route, a)
  if (route.method === 'HEAD' || (a.status >= 300 && a.status < 400)) return null
  if (a.status >= 400) return wrongRefusal(a)
  if (PLANS[route.url]!.plain) return null
  const schema = route.schema.response?.['200']
  if (!schema) return 'declares no answer'
  const parsed = parse(a.body)
  if (parsed === undefined) return `is not JSON: ${a.body.slice(0, 100)}`
  const first = Value.Errors(schema, parsed)[0]
  if (first) return `does not fit its schema at ${first.instancePath || '/'}: ${first.message}; ${a.body.slice(0, 200)}`
  return c.wellMeant || route.schema.querystring === undefined ? null : wronglyTaken(route, c)
}

/** Nobody is told one thing, whatever was asked: who is there comes before everything but a path that is none. */
function wrongToNobody(route: Route, a: Answer): string | null {
  const isRight = a.status === 401 && (route.method === 'HEAD' || a.body === NOBODY)
  return isRight ? null : `answered somebody who isn't signed in: ${a.status} ${a.body.slice(0, 200)}`
}

/** Every no has one form: a code of ours and what it is about. */
function wrongRefusal(a: Answer): string | null {
  const body = parse(a.body) as { rejected?: unknown; detail?: unknown } | undefined
  if (typeof body?.rejected !== 'string' || typeof body.detail !== 'object' || body.detail === null) return `says no in another form: ${a.status} ${a.body.slice(0, 200)}`
  return CODES.has(body.rejected) ? null : `says no with an unknown code ${body.rejected}`
}

/** A query that does not fit must not have been taken; numbers arrive as text, and a list of one as itself. */
function wronglyTaken(route: Route, c: Case): string | null {
  const query = Object.fromEntries(new URLSearchParams(c.path.split('?')[1] ?? ''))
  const given = Object.fromEntries(Object.entries(query).map(([k, v]) => [k, v.trim() !== '' && Number.isFinite(Number(v)) ? Number(v) : v]))
  const wanted = route.schema.querystring!.properties ?? {}
  const odd = Object.entries(given).find(([k, v]) => wanted[k] && v !== '' && !Value.Check(wanted[k], v))
  return odd ? `took ${odd[0]}=${String(odd[1]).slice(0, 40)}, which does not fit` : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
