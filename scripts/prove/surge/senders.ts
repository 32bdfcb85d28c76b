import { Agent, request } from 'node:http'

/** A fleet of devices behind one feed, as a child process that sends what it is told. */
export interface SendRequest {
  /** Positions a second in the whole, or 0 for as many as are taken; over so many connections, so many in a message. */
  load: { port: number; token: string; devices: string[]; perSecond: number; connections: number; batch: number; clock: { origin: number; at: number; rate: number } } | null
}

export interface Sent {
  offered: number
  taken: number
  /** Turned away, and how many of those were told when to come again. */
  shed: number
  shedPolitely: number
  failed: number
  worstMs: number
}

type Load = NonNullable<SendRequest['load']>
interface Answered { status: number; retryAfter: boolean }

const fresh = (): Sent => ({ offered: 0, taken: 0, shed: 0, shedPolitely: 0, failed: 0, worstMs: 0 })
const PATIENCE_MS = 10_000
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
let sent = fresh()
let generation = 0
let step = 0

function post(l: Load, body: string): Promise<Answered> {
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, retryAfter: false })
    const req = request({
      port: l.port, host: '127.0.0.1', path: '/ingest/positions', method: 'POST', agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${l.token}` },
    }, (res) => {
      res.resume()
      res.on('end', () => resolve({ status: res.statusCode ?? 0, retryAfter: res.headers['retry-after'] !== undefined }))
      res.on('error', nothing)
    })
    req.setTimeout(PATIENCE_MS, () => req.destroy())
    req.on('error', nothing)
    req.end(body)
  })
}

/** Each is newer than the last, and nobody is faster than a car. */
function message(l: Load): string {
  const at = Math.round(l.clock.origin + (Date.now() - l.clock.at) * l.clock.rate)
  return JSON.stringify({
    positions: Array.from({ length: l.batch }, () => {
      const i = step++
      return { device: l.devices[i % l.devices.length], at, lon: 119.65 + (i % 7) / 1e5, lat: 29.1 + (i % 11) / 1e5, speedKmh: 30, headingDeg: i % 360 }
    }),
  })
}

async function drive(l: Load, mine: number, connection: number): Promise<void> {
  const everyMs = l.perSecond === 0 ? 0 : (1000 * l.batch * l.connections) / l.perSecond
  let due = performance.now() + (everyMs * connection) / l.connections
  while (generation === mine) {
    if (everyMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      due += everyMs
    }
    const began = performance.now()
    const r = await post(l, message(l))
    if (generation !== mine) return
    sent.offered += l.batch
    sent.worstMs = Math.max(sent.worstMs, performance.now() - began)
    if (r.status === 200) sent.taken += l.batch
    else if (r.status === 503 || r.status === 429) {
      sent.shed += l.batch
      if (r.retryAfter) sent.shedPolitely += l.batch
    } else sent.failed += l.batch
  }
}

process.on('message', (m: SendRequest) => {
  process.send!(sent)
  sent = fresh()
  generation++
  if (m.load) for (let c = 0; c < m.load.connections; c++) void drive(m.load, generation, c)
})
process.on('disconnect', () => process.exit(0))
