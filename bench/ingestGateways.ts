import { connect, type Socket } from 'node:net'
import type { IngestCounts, QuarantineReason } from '@liandong/shared/wire/fix'
import { Fleet, type Request, type Way } from './ingestLoad'

/**
 * Gateways in a process of their own: one kept-alive connection each, several requests under way on it, as a gateway or a
 * proxy in front of phones sends them. Bodies are made before the clock runs, and the same ones go to every server.
 */
export type Order =
  | { fleets: { source: string; token: string; devices: string[]; startAt: number; seed: number }[] }
  | { make: Way; requestsPerFleet: number }
  | { send: { port: number } }

/** What a sending came to. `answered` is added up from the answers' bodies. */
export interface Sent {
  requests: number
  positions: number
  refused: number
  answered: IngestCounts
  expected: IngestCounts
  seconds: number
}

/**
 * Requests under way on a line. 24 lines with 16 batches each would be more than a tenth of a second of work at once, and the server
 * turns positions away while it is that late: then the turning away would be measured.
 */
const UNDER_WAY: Record<Way, number> = { batch: 2, one: 16, osmand: 16 }

interface Gateway { fleet: Fleet; token: string; made: Request[] }
let gateways: Gateway[] = []
let way: Way = 'batch'
let expected: IngestCounts = { accepted: 0, quarantined: {} }

const add = (into: IngestCounts, c: IngestCounts): void => {
  into.accepted += c.accepted
  for (const [reason, n] of Object.entries(c.quarantined)) into.quarantined[reason as QuarantineReason] = (into.quarantined[reason as QuarantineReason] ?? 0) + n
}

function make(order: { make: Way; requestsPerFleet: number }): void {
  way = order.make
  expected = { accepted: 0, quarantined: {} }
  for (const g of gateways) {
    g.fleet.expected = { accepted: 0, quarantined: {} }
    g.made = g.fleet.make(way, order.requestsPerFleet)
    add(expected, g.fleet.expected)
  }
}

function wireText({ text }: Request, token: string, host: string): string {
  if (way === 'osmand') return `GET /ingest/osmand?token=${token}&${text} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  return `POST /ingest/positions HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

async function send(port: number): Promise<Sent> {
  const sent: Sent = { requests: 0, positions: 0, refused: 0, answered: { accepted: 0, quarantined: {} }, expected, seconds: 0 }
  const lines = gateways.map((g) => ({ g, texts: g.made.map((r) => wireText(r, g.token, `127.0.0.1:${port}`)) }))
  const sockets = await Promise.all(lines.map(() => opened(port)))
  const began = performance.now()
  await Promise.all(lines.map(({ g, texts }, i) => drive(sockets[i]!, g, texts, sent)))
  sent.seconds = (performance.now() - began) / 1000
  for (const s of sockets) s.end()
  return sent
}

const opened = (port: number): Promise<Socket> => new Promise((done, fail) => {
  const s = connect(port, '127.0.0.1', () => done(s)).on('error', fail).setNoDelay(true)
})

function drive(socket: Socket, g: Gateway, texts: string[], sent: Sent): Promise<void> {
  return new Promise((done, fail) => {
    let next = 0, answers = 0
    const more = (n: number) => {
      const part = texts.slice(next, next + n)
      next += part.length
      if (part.length > 0) socket.write(part.join(''))
    }
    const end = answersIn((status, body) => {
      const request = g.made[answers++]!
      sent.requests++
      sent.positions += request.positions
      if (status === 200) add(sent.answered, JSON.parse(body) as IngestCounts)
      else sent.refused++
    })
    socket.on('data', (chunk) => {
      const before = answers
      end(chunk.toString('latin1'))
      more(answers - before)
      if (answers === texts.length) done()
    })
    socket.once('error', fail).once('close', () => fail(new Error(`closed after ${answers} of ${texts.length} answers`)))
    more(UNDER_WAY[way])
  })
}

/** Finds whole answers in a stream; all of them carry a length. */
function answersIn(each: (status: number, body: string) => void): (chunk: string) => void {
  let rest = ''
  return (chunk) => {
    rest += chunk
    for (let at = 0; ;) {
      const headEnd = rest.indexOf('\r\n\r\n', at)
      const length = headEnd < 0 ? null : /content-length: (\d+)/i.exec(rest.slice(at, headEnd))
      if (headEnd >= 0 && !length) throw new Error(`an answer without a length: ${rest.slice(at, headEnd)}`)
      const end = length ? headEnd + 4 + Number(length[1]) : Infinity
      if (end > rest.length) {
        rest = rest.slice(at)
        return
      }
      each(Number(rest.slice(at + 9, at + 12)), rest.slice(headEnd + 4, end))
      at = end
    }
  }
}

async function obey(o: Order): Promise<object> {
  if ('fleets' in o) gateways = o.fleets.map((f) => ({ fleet: new Fleet(f.devices, f.startAt, f.seed), token: f.token, made: [] }))
  else if ('make' in o) make(o)
  else return send(o.send.port)
  return {}
}

process.on('message', (o: Order) => void obey(o).then((r) => process.send!(r), (e: Error) => process.send!({ failed: e.message })))
process.on('disconnect', () => process.exit(0))
