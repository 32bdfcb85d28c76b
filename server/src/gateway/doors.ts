import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '@liandong/shared/kernel/decider'
import type { Config } from '../config'
import type { Engine } from '../engine/engine'
import type { Followers } from '../engine/followers'
import type { Jobs } from '../engine/jobs'
import { ingestRoutes } from '../adapters/routes'
import type { Audit } from '../features/audit/audit'
import type { IngestTokens } from '../features/access/ingestTokens'
import { keepSimulator } from '../features/demo/simulator'
import { areaAt, readCells } from '../features/incident/locate'
import type { Pack } from '../packs/read'
import type { Bus } from '../platform/bus'
import type { Clock, ScenarioClock } from '../platform/clock'
import type { Log } from '../platform/log'
import type { Metrics } from '../platform/metrics'
import type { Database } from '../platform/postgres'
import type { Troubles } from '../platform/troubles'
import { TICK_MS, type TrackRoom } from '../trackRoom'
import { addDemoRoutes } from './demoRoutes'
import { FanoutAdapter, joinTracks, sendShared, sendTracks } from './fanout'
import { addFigures } from './figures'
import { createHttp, type App } from './http'
import { createIntake, type Prepare } from './intake'
import { LiveGateway } from './live'
import { Pressure } from './pressure'
import { addRoutes } from './routes'
import { Tally } from './tally'

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
  tokens: IngestTokens
  audit: Audit
  pack: Pack
  version: string
  clientDir: string
  monotonic(): number
  simulatorScript: string
}

const DATABASE_ANSWERS_MS = 1000
/** What is being answered when the doors close has this long. */
const CLOSING_MS = 2000

/** Commands only the server itself gives: jobs, watchers and packs. */
const INTERNAL = new Set(['PutRecords', 'EscalateAlert', 'ArchiveIncident', 'ExpireOrder', 'NoteLostContact', 'NoteRegainedContact'])

/** Opens every door: HTTP, ingest, the live wire and, in the demonstration, its own. */
export async function openDoors(p: DoorParts): Promise<{ app: App; stop(): Promise<void> }> {
  const refusedHttp = new Tally()
  const app = await createHttp({ log: p.log, clientDir: p.clientDir, listensOn: p.config.host, version: p.version, refused: (status) => refusedHttp.add(String(status)), denied: (d) => p.audit.denied(d) })
  const intake = createIntake(p.engine.submit.bind(p.engine), [locating(p.pack)], (type) => !INTERNAL.has(type))
  addRoutes(app, {
    pool: p.db.pool, intake, district: p.pack.district, mapDir: p.pack.mapDir, demo: p.config.demo, clock: p.clock,
    position: () => p.engine.position, followerPosition: (name) => p.followers.position(name),
    ready: () => readiness(p), metrics: async () => ({ text: await p.metrics.text(), contentType: p.metrics.contentType }),
    actorOf: (authorization) => actorOf(p.tokens, authorization),
  })
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
      tokens: p.tokens.plain, clock: scenario,
      setClock(s) {
        scenario.set({ origin: s.origin ?? scenario.now(), rate: s.rate })
        source = s.source
        p.jobs.kick()
        live.announce()
      },
    })
  }
  const live = new LiveGateway({
    http: app.server, engine: p.engine, intake, tracks: p.tracks, clock: p.clock, monotonic: p.monotonic, build: p.version,
    district: p.pack.district.id, demo: p.config.demo, scenarioSource: () => source, listensOn: p.config.host, tracksTickMs: TICK_MS,
    adapter: FanoutAdapter, sendTracks, joinTracks, sendShared, log: p.log,
    denied: (d) => p.audit.denied(d),
  })
  addFigures({ ...p, refusedHttp }, live)
  await app.listen({ port: p.config.port, host: p.config.host })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : p.config.port
  const stopSimulator = p.config.simulator && p.pack.district.simulated
    ? keepSimulator(p.simulatorScript, `http://127.0.0.1:${port}`, p.log) : null
  return {
    app,
    async stop() {
      await stopSimulator?.()
      pressure.stop()
      // Whoever keeps asking over a connection that stays open (callers, scrapes, a balancer) would keep the doors open for ever.
      const stopInsisting = p.clock.afterReal(CLOSING_MS, () => app.server.closeAllConnections())
      await live.stop()
      await app.close()
      stopInsisting()
    },
  }
}

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

/** A feed speaks by its token; until accounts exist everybody else on this machine is the duty officer's desk. */
function actorOf(tokens: IngestTokens, authorization: string | undefined): Actor | null {
  if (authorization === undefined) return { kind: 'person', id: 'desk', post: 'dutyOfficer' }
  const source = tokens.sourceOf(authorization.replace(/^Bearer /, ''))
  return source ? { kind: 'feed', id: source } : null
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
