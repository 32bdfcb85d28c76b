import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { INTERNAL } from '@liandong/shared/access/policy'
import { whoOf } from '@liandong/shared/audit/audit'
import type { Actor, StateReader } from '@liandong/shared/kernel/decider'
import type { Config } from '../config'
import type { Engine } from '../engine/engine'
import type { Followers } from '../engine/followers'
import type { Jobs } from '../engine/jobs'
import { ingestRoutes } from '../adapters/routes'
import type { Audit } from '../features/audit/audit'
import { addAuditRoutes } from '../features/audit/routes'
import type { Access } from '../features/access/access'
import type { IngestTokens } from '../features/access/ingestTokens'
import { keepSimulator } from '../features/demo/simulator'
import { areaAt, readCells } from '../features/incident/locate'
import type { Sealed } from '../features/seal/sealed'
import type { Pack } from '../packs/read'
import type { Bus } from '../platform/bus'
import type { Clock, ScenarioClock } from '../platform/clock'
import type { Log } from '../platform/log'
import type { Metrics } from '../platform/metrics'
import type { Database } from '../platform/postgres'
import type { Tls } from '../platform/tls/tls'
import type { Troubles } from '../platform/troubles'
import { TICK_MS, type TrackRoom } from '../trackRoom'
import { answers } from './answers'
import { addDeviceRoutes } from './accounts/deviceRoutes'
import { addAccountRoutes } from './accounts/routes'
import { personSeat, sessionSeats } from './accounts/seats'
import { addWallRoutes } from './accounts/wallRoutes'
import { addDemoRoutes } from './demoRoutes'
import { FanoutAdapter, joinTracks, leaveTracks, sendShared, sendTracks } from './fanout'
import { addFigures } from './figures'
import { guardDoors } from './guard'
import { createHttp, type App } from './http'
import { openInner, type Inner } from './inner'
import { createIntake, type Prepare } from './intake'
import { BUDGETS } from './limits'
import { LiveGateway } from './live'
import { originGuard } from './origins'
import { Pressure } from './pressure'
import { addRegisterRoutes } from './registerRoutes'
import { addRoutes } from './routes'
import { addSealRoutes } from './sealRoutes'
import { rolesOf, seatActor, type Seat } from './seats'
import { Tally } from './tally'
import { addTrust } from './trust/routes'

export interface DoorParts {
  config: Config
  log: Log
  metrics: Metrics
  troubles: Troubles
  db: Database
  bus: Bus
  engine: Engine
  clock: Clock
  scenario: ScenarioClock | null
  jobs: Jobs
  followers: Followers
  tracks: TrackRoom
  sealed: Sealed
  tokens: IngestTokens
  access: Access
  /** Real UTC milliseconds, never a scenario's. */
  realNow(): number
  audit: Audit
  pack: Pack
  /** The certificate; null is plain HTTP. */
  tls: Tls | null
  /** What this machine is called. */
  machineNames: readonly string[]
  version: string
  clientDir: string
  monotonic(): number
  simulatorScript: string
}

const DATABASE_ANSWERS_MS = 1000
/** What is being answered when the doors close has this long. */
const CLOSING_MS = 2000

/** Opens every door: HTTP, ingest, the live wire and, in the demonstration, its own. */
export async function openDoors(p: DoorParts): Promise<{ app: App; inner: Inner; stop(): Promise<void> }> {
  const refusedHttp = new Tally()
  const { config, tls } = p
  const admits = originGuard({
    listensOn: config.host, https: tls !== null, publicUrl: config.publicUrl, trustedProxies: config.trustedProxies,
    names: () => [...p.machineNames, ...(tls?.face.names ?? [])],
  })
  const app = await createHttp({
    log: p.log, clientDir: p.clientDir, version: p.version, tls: tls?.face.context, trustedProxies: config.trustedProxies, admits, userOf,
    // In the demonstration everybody who brings no sign-in is the same few people; a replay is one of them.
    ...(config.demo ? { budgets: { user: BUDGETS.address } } : {}),
    refused: (status) => refusedHttp.add(String(status)), denied: (d) => p.audit.denied(d),
  })
  const seats = sessionSeats(p.access.sessions, p.config.demo)
  guardDoors(app, {
    seats, read: p.engine.read, feedOf: (token) => p.tokens.sourceOf(token),
    denied: (req, code) => p.audit.denied({ code, who: req.seat && whoSits(req.seat), address: req.ip, where: `${req.method} ${req.routeOptions.url ?? ''}` }),
  })
  const intake = createIntake(p.engine.submit.bind(p.engine), [locating(p.pack)], (type) => !INTERNAL.has(type), (d) => p.audit.denied(d))
  addRoutes(app, {
    pool: p.db.pool, intake, district: p.pack.district, mapDir: p.pack.mapDir, demo: p.config.demo, clock: p.clock,
    position: () => p.engine.position, followerPosition: (name) => p.followers.position(name),
    ready: () => readiness(p),
    read: p.engine.read, actorOf: (seat, feed) => actorOf(p.engine.read, seat, feed),
  })
  addAuditRoutes(app, {
    pool: p.db.pool, audit: p.audit, answers,
    seatOf(req) {
      const actor = req.seat && seatActor(p.engine.read, req.seat)
      return req.seat && actor ? { actor, roles: rolesOf(p.engine.read, req.seat) } : null
    },
  })
  const accounts = { access: p.access, now: p.realNow, demo: p.config.demo, seatOf: personSeat }
  addAccountRoutes(app, accounts)
  addWallRoutes(app, { ...accounts, monotonic: () => p.monotonic(), district: p.pack.district })
  addDeviceRoutes(app, { ...accounts, tokens: p.tokens })
  addRegisterRoutes(app, { read: p.engine.read })
  addSealRoutes(app, {
    sealed: p.sealed,
    askerOf(req) {
      const actor = req.seat && seatActor(p.engine.read, req.seat)
      return req.seat && actor ? { actor, roles: rolesOf(p.engine.read, req.seat), address: req.ip } : null
    },
  })
  if (tls) addTrust(app, tls)
  const pressure = new Pressure({ monotonic: () => p.monotonic(), after: (ms, fn) => p.clock.afterReal(ms, fn) })
  await app.register(ingestRoutes, {
    busy: () => pressure.high,
    denied: (address, where) => p.audit.denied({ code: 'unauthorised', address, where }),
    authenticate: (token) => p.tokens.sourceOf(token),
    source: (id) => p.engine.read.get('source', id), tracks: p.tracks.tracks, now: () => p.clock.now(),
  })
  let source: 'demo' | 'replay' | null = p.scenario ? 'demo' : null
  if (p.scenario) {
    const scenario = p.scenario
    addDemoRoutes(app, {
      tokens: p.tokens.plain, clock: scenario, pack: p.pack, sessions: p.access.sessions,
      setClock(s) {
        scenario.set({ origin: s.origin ?? scenario.now(), rate: s.rate })
        source = s.source
        p.jobs.kick()
        live.announce()
      },
    })
  }
  const live = new LiveGateway({
    http: app.server, engine: p.engine, intake, seats, tracks: p.tracks, clock: p.clock, monotonic: p.monotonic, build: p.version,
    district: p.pack.district.id, demo: p.config.demo, scenarioSource: () => source, admits, tracksTickMs: TICK_MS,
    adapter: FanoutAdapter, sendTracks, joinTracks, leaveTracks, sendShared, log: p.log,
    denied: (d) => p.audit.denied(d),
  })
  addFigures({ ...p, refusedHttp }, live)
  const inner = await openInner({
    log: p.log, ...config.inner, version: p.version, ready: () => readiness(p), metrics: async () => ({ text: await p.metrics.text(), contentType: p.metrics.contentType }),
  })
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (e) {
    await inner.stop()
    throw e
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const stopSimulator = config.simulator && p.pack.district.simulated
    ? keepSimulator(p.simulatorScript, `http://127.0.0.1:${port}`, p.log) : null
  return {
    app, inner,
    async stop() {
      await stopSimulator?.()
      pressure.stop()
      // Whoever keeps asking over a connection that stays open (callers, scrapes, a balancer) would keep the doors open for ever.
      const stopInsisting = p.clock.afterReal(CLOSING_MS, () => app.server.closeAllConnections())
      await live.stop()
      await app.close()
      await inner.stop()
      stopInsisting()
    },
  }
}

/** Who sits there, as the audit names it. */
const whoSits = ({ who }: Seat): string => ('person' in who ? whoOf({ kind: 'person', id: who.person }) : whoOf({ kind: 'device', id: who.wall }))

/** Fills in the area a reported point lies in. */
function locating(pack: Pack): Prepare {
  const layer = pack.district.layers.find((l) => l.id === 'cells')
  const cells = layer ? readCells(JSON.parse(readFileSync(join(pack.mapDir, layer.file), 'utf8'))) : []
  return (type, body) => {
    const isPlace = type === 'ReportIncident' || type === 'ReviseIncident'
    if (!isPlace || body.areaId !== undefined || typeof body.lon !== 'number' || typeof body.lat !== 'number') return body
    const areaId = areaAt(cells, body.lon, body.lat)
    return areaId === null ? body : { ...body, areaId }
  }
}

/** Who gives a command: the feed whose token came with it, or the person on the seat. A wall never does. */
const actorOf = (read: StateReader, seat: Seat | null, feed: string | null): Actor | null =>
  feed !== null ? { kind: 'feed', id: feed } : seat && seatActor(read, seat)

/** Whom a request's budget belongs to, once the door has asked. */
function userOf({ feed, seat }: FastifyRequest): string | undefined {
  if (feed) return `feed:${feed}`
  return seat ? ('wall' in seat.who ? `wall:${seat.who.wall}` : `person:${seat.who.person}`) : undefined
}

/** Ready while the database answers within a second and commands can be recorded; what else is wrong is said beside it. */
async function readiness(p: DoorParts): Promise<{ ready: boolean; parts: Record<string, string> }> {
  const answered = await Promise.race([
    p.db.pool.query('select 1').then(() => true, () => false),
    new Promise<false>((resolve) => p.clock.afterReal(DATABASE_ANSWERS_MS, () => resolve(false))),
  ])
  const troubles = p.troubles.list().map((t) => t.kind)
  const outage = p.engine.outage.cause
  const kind = p.db.embedded ? 'embedded' : 'external'
  return {
    ready: answered && outage === null,
    parts: { database: answered ? kind : `${kind}, not answering`, recording: outage ?? 'yes', bus: p.bus.state(), troubles: troubles.join(' ') || 'none', position: String(p.engine.position) },
  }
}
