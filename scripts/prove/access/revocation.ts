import { connect } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { RedisServer } from '../../../server/src/platform/testing/redisServer'
import type { OwnPostgres } from '../rig/ownPostgres'
import type { ServerProcess } from '../rig/serverProcess'
import { Checker } from './checker'
import { openGround, type Ground } from './ground'
import { CHIEF, TOWNSHIP_A, TOWNSHIP_B } from './people'
import { ask } from './rest'
import { serverOn } from './restMatrix'
import { Truth } from './truth'
import { Watcher } from './watcher'

/** A right taken away is gone everywhere within this. */
export const REVOKED_MS = 5000
const PATIENCE_MS = 30_000
/** Nodes of one database hold the same keys. */
const KEY = Buffer.alloc(32, 7).toString('base64')

export interface Revoked {
  faults: string[]
  /** Milliseconds from the yes to the change until it holds, by where. */
  worst: Record<string, number>
}

/** Something that is taken away, and how one sees that it is: the first request's status before and after. */
interface Taking {
  name: string
  before: PersonRecord
  /** Null ends all its sessions instead. */
  after: PersonRecord | null
  probe(g: Ground): string
  statuses: [number, number]
  /** Whether its line is to be cut, rather than given another picture. */
  cuts: boolean
}

const TAKINGS: readonly Taking[] = [
  { name: 'role', before: CHIEF, after: TOWNSHIP_B, probe: () => '/api/days', statuses: [200, 403], cuts: false },
  { name: 'scope', before: TOWNSHIP_A, after: TOWNSHIP_B, probe: (g) => `/api/incidents/${g.standing.live.a}/file`, statuses: [200, 404], cuts: false },
  { name: 'put out of service', before: CHIEF, after: { ...CHIEF, active: false }, probe: () => '/api/session', statuses: [200, 401], cuts: true },
  { name: 'sessions ended', before: CHIEF, after: null, probe: () => '/api/session', statuses: [200, 401], cuts: true },
]

/** Rights taken on one of two nodes, from screens on both, from one that is away and from one in the middle of a request; with Redis and with it killed. */
export async function revocation(o: { postgres: OwnPostgres; redis: RedisServer; folder: string; tries?: number }): Promise<Revoked> {
  const g = await openGround(o.postgres, `revoked_${Date.now()}`)
  const chief = (await g.seat('chief')).cookie
  const nodes = [0, 1].map(() => serverOn(g, chief, o.folder, { redisUrl: o.redis.url, env: { LOG_LEVEL: 'silent', SECRET_KEY: KEY } }).server)
  const result: Revoked = { faults: [], worst: {} }
  const truth = new Truth(g.db)
  const checker = new Checker(truth)
  let going = true
  let following = Promise.resolve()
  const follow = async () => {
    for (; going; await pause(20)) {
      await truth.follow()
      checker.caughtUp()
    }
  }
  try {
    for (const n of nodes) await n.start()
    following = follow()
    const sec = { cookie: (await g.seat('sec')).cookie }
    for (const bus of ['with Redis', 'with Redis killed']) {
      if (bus === 'with Redis killed') await o.redis.kill()
      for (let i = 0; i < (o.tries ?? 2); i++) for (const t of TAKINGS) await new Case(g, nodes as [ServerProcess, ServerProcess], sec, t, bus, result, checker).run()
    }
    return result
  } finally {
    going = false
    await following
    for (const n of nodes) await n.close()
    await g.close()
  }
}

let serial = 0

class Case {
  private cookie = ''

  constructor(
    private readonly g: Ground, private readonly nodes: [ServerProcess, ServerProcess], private readonly sec: Record<string, string>,
    private readonly t: Taking, private readonly bus: string, private readonly r: Revoked, private readonly checker: Checker,
  ) {}

  private note(where: string, ms: number): void {
    const key = `${this.t.name}, ${where}, ${this.bus}`
    this.r.worst[key] = Math.max(this.r.worst[key] ?? 0, ms)
    if (ms > REVOKED_MS) this.r.faults.push(`${key}: ${Math.round(ms)} ms`)
  }

  private async put(after: PersonRecord): Promise<void> {
    const a = await ask(this.nodes[0].port, 'POST', '/api/commands', this.sec, { v: 1, id: `revocation-${++serial}`, type: 'PutPerson', body: { personId: 'spare', after } })
    if (!a.body.includes('"ok":true') && !a.body.includes('nothing-changed')) throw new Error(`rights were not changed: ${a.status} ${a.body}`)
  }

  private probe = async (node: ServerProcess): Promise<number> => (await ask(node.port, 'GET', this.t.probe(this.g), { cookie: this.cookie })).status

  private async until(fits: () => boolean | Promise<boolean>, since: number, what: string): Promise<number> {
    while (!(await fits())) {
      if (performance.now() - since > PATIENCE_MS) { this.r.faults.push(`${this.t.name}, ${this.bus}: ${what}: never`); return PATIENCE_MS }
      await pause(10)
    }
    return performance.now() - since
  }

  async run(): Promise<void> {
    const { t, nodes, g } = this
    await this.put(t.before)
    this.cookie = (await g.seat('spare')).cookie
    for (const n of nodes) await this.until(async () => (await this.probe(n)) === t.statuses[0], performance.now(), 'was never given')
    const { checker } = this
    const watch = (n: ServerProcess) => new Watcher({ port: n.port, cookie: this.cookie, person: 'spare', mask: 'desk', checker })
    const [here, there, away] = [watch(nodes[0]), watch(nodes[1]), watch(nodes[1])] as const
    for (const w of [here, there, away]) await this.until(() => w.position >= 0 && w.docs.has(`incident:${g.standing.live.a}`), performance.now(), 'was never shown')
    away.close()
    const mid = await Half.begin(nodes[0].port, this.cookie, g)
    const midThere = await Half.begin(nodes[1].port, this.cookie, g)
    await pause(1100)

    // A line may have heard before whoever took the right is told yes.
    const asked = performance.now()
    if (t.after) await this.put(t.after)
    else await ask(nodes[0].port, 'DELETE', '/api/people/spare/sessions', this.sec)
    const at = performance.now()
    this.note('a request here', await this.until(async () => (await this.probe(nodes[0])) === t.statuses[1], at, 'a request here'))
    const [requestThere, lineHere, lineThere] = await Promise.all([
      this.until(async () => (await this.probe(nodes[1])) === t.statuses[1], at, 'a request there'),
      this.until(() => this.isTaken(here, asked), at, 'the line here'), this.until(() => this.isTaken(there, asked), at, 'the line there'),
    ])
    this.note('a request on the other node', requestThere)
    this.note('a line', lineHere)
    this.note('a line on the other node', lineThere)
    const back = performance.now()
    away.reconnect('here', Math.random)
    this.note('a line that comes back', await this.until(() => (t.cuts ? away.refused.includes('unauthorised') : this.isTaken(away, back)), back, 'the line that came back'))
    for (const [half, where] of [[mid, 'here'], [midThere, 'there']] as const) {
      const said = await half.end()
      if (!/not-permitted|unauthorised|read-only/.test(said)) this.r.faults.push(`${t.name}, ${this.bus}: a request that was under way ${where} was still taken: ${said.slice(-200)}`)
    }
    this.r.faults.push(...checker.leaks.splice(0))
    for (const w of [here, there, away]) w.close()
  }

  private isTaken(w: Watcher, since: number): boolean {
    if (this.t.cuts) return w.endedAt > since && !w.connected
    return w.wholeAt > since && !w.docs.has(`incident:${this.g.standing.live.a}`) && w.docs.has(`incident:${this.g.standing.live.b}`)
  }
}

/** A command whose second half is held back, as an upload over a bad line is. */
class Half {
  private said = ''

  private constructor(private readonly socket: ReturnType<typeof connect>, private readonly rest: string) {
    socket.on('data', (b: Buffer) => (this.said += b.toString('utf8')))
    socket.on('error', () => undefined)
  }

  static async begin(port: number, cookie: string, g: Ground): Promise<Half> {
    const body = JSON.stringify({ v: 1, id: `half-${++serial}`, type: 'ReviseIncident', body: { incidentId: g.standing.live.a, title: `半 ${serial}` } })
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const cut = Math.floor(body.length / 2)
    socket.write(`POST /api/commands HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body.slice(0, cut)}`)
    return new Half(socket, body.slice(cut))
  }

  async end(): Promise<string> {
    this.socket.write(this.rest)
    await Promise.race([once(this.socket, 'close'), pause(5000)])
    this.socket.destroy()
    return this.said
  }
}
