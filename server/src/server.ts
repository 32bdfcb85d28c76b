import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { Server as TlsServer } from 'node:tls'
import { DECIDERS, KINDS, REGISTRIES } from '@liandong/shared/areas'
import { permit } from '@liandong/shared/access/permit'
import { isFeedInService } from '@liandong/shared/device/device'
import { putRecordsDecider } from '@liandong/shared/kernel/registry'
import Value from 'typebox/value'
import type { Config } from './config'
import { writeAnchor } from './engine/anchor'
import { Engine } from './engine/engine'
import { Followers } from './engine/followers'
import { Jobs } from './engine/jobs'
import { nodeMigrations, takePlace } from './engine/nodes'
import { engineMigrations } from './engine/schema'
import { watchStall } from './engine/stall'
import { followOthers } from './engine/wake'
import { openAccess } from './features/access/access'
import { accountMigrations } from './features/access/accountTables'
import { auditPool, openAudit } from './features/audit/audit'
import { auditMigrations } from './features/audit/tables'
import { openIngestTokens, tokenMigrations } from './features/access/ingestTokens'
import { holdsOpenP1 } from './features/access/openP1'
import { incidentFeature } from './features/incident/incident'
import { phaseFollower, phaseMigrations } from './features/order/phases'
import { orderFeature } from './features/order/order'
import { installPack } from './features/registry/installPack'
import { repeatPurges, sealFollower } from './features/seal/purged'
import { sealFeature } from './features/seal/seal'
import { Sealed } from './features/seal/sealed'
import { sealMigrations } from './features/seal/tables'
import { openDoors } from './gateway/doors'
import { readPack } from './packs/read'
import { openBus } from './platform/bus'
import { scenarioClock, systemClock } from './platform/clock'
import { heldTime } from './platform/heldTime'
import { newId } from './platform/ids'
import { openLog } from './platform/log'
import { openMetrics } from './platform/metrics'
import { keyringMigrations, openKeyring } from './platform/keyring'
import { migrate } from './platform/migrate'
import { openDatabase } from './platform/postgres'
import { databaseTime } from './platform/databaseTime'
import { machineTime } from './platform/realTime'
import { machineNames } from './platform/tls/names'
import { LOOK_MS, Tls } from './platform/tls/tls'
import { Troubles } from './platform/troubles'
import { openTrackRoom } from './trackRoom'
import { keepApart } from './features/demo/apart'
import { beginDemo } from './features/demo/begin'
import { putPersonas } from './features/demo/personas'
import { trackMigrations } from './tracks/migrations'
import { VERSION } from './version'

export interface Running {
  url: string
  port: number
  /** Where those who run it read `/metrics` and the details of `/readyz`. */
  innerUrl: string
  innerPort: number
  /** SHA-256 of the site authority, for whoever installs it; absent without one. */
  authority?: string
  demo: boolean
  /** The link by which the first administrator comes in; it works once, and is told nowhere else. */
  setUp?: string
  engine: Engine
  stop(): Promise<void>
}

/** All tables, in the order they build on each other. */
export const MIGRATIONS = [...engineMigrations, ...nodeMigrations, ...tokenMigrations, ...phaseMigrations, ...trackMigrations, ...keyringMigrations, ...accountMigrations, ...auditMigrations, ...sealMigrations]

/** The rule of the registries, with the checker that `shared` leaves to us. */
export const registryDecider = putRecordsDecider(REGISTRIES, (schema, value) => {
  const first = Value.Errors(schema, value)[0]
  return first ? `${first.instancePath || '/'} ${first.message}` : null
})

const SWEEP_MS = 5000
const SESSION_SWEEP_MS = 60_000
const POLL_MS = 1000
const BUS_LOOK_MS = 1000
const SEAL_SWEEP_MS = 3_600_000
/** How long after a rotation a running node still seals with the key before it. */
const KEYS_LOOK_MS = 60_000
/** A token rotated on another node is refused here within this long. */
const TOKENS_MS = 1000
const STALL_LOOK_MS = 1000
const ANCHOR_MS = 60_000

/**
 * Builds the server by hand, in the order its parts stand on each other: time, database, log, tracks, doors.
 * Ready once states are loaded and the pack is in; stops in the reverse order.
 */
export async function startServer(config: Config, root = findRoot()): Promise<Running> {
  const log = openLog(config.logLevel)
  const metrics = openMetrics()
  const troubles = new Troubles(log)
  const stops: (() => Promise<unknown> | void)[] = []
  const unwind = async () => {
    for (const stop of stops.splice(0).reverse()) await Promise.resolve(stop()).catch((e: unknown) => log.error({ err: e }, 'a part did not stop cleanly'))
  }
  try {
    const pack = readPack(join(root, 'server/src/packs'), config.district)
    const real = heldTime(machineTime, (ms) => troubles.raise('clock-step', { byMs: ms }))
    const scenario = config.demo ? scenarioClock({ origin: real.wall(), rate: 1 }, real) : null
    const clock = scenario ?? systemClock(real)

    const db = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log })
    stops.push(() => db.stop())
    // The demonstration is its own time on its own machine; nodes that serve share one, the database's.
    if (!scenario) real.begin(await databaseTime(db.pool, () => real.monotonic()))
    await migrate(db.pool, MIGRATIONS)
    const keyring = await openKeyring(db.pool, config)
    // A restore that was killed before it had destroyed again what was destroyed after its backup.
    await repeatPurges(db.pool, config.dataDir)
    const node = newId()
    const place = await takePlace(db.pool, node, config.redisUrl !== undefined, {
      later: (ms, fn) => clock.afterReal(ms, fn), onLost: (cause) => troubles.raise('place-lost', { cause }),
    })
    stops.push(() => place.release())
    const auditing = auditPool(db.url)
    stops.push(() => auditing.end())
    // In real time also in the demonstration: who did what to the console is no part of the scenario.
    const audit = await openAudit({
      pool: auditing, clock: { now: () => real.wall(), afterReal: clock.afterReal }, newId, log, dataDir: config.dataDir,
      onTrouble: (cause) => (cause ? troubles.begin('audit-unwritten', { cause }) : troubles.end('audit-unwritten')),
      onShort: (position, before) => troubles.begin('audit-cut', { position, before }),
    })
    stops.push(() => audit.stop())
    const bus = openBus(config.redisUrl, log, (cause) => troubles.raise('bus-refuses', { cause }))
    stops.push(() => bus.close())

    const engine = new Engine({
      pool: db.pool, clock, newId, zone: pack.district.zone, kinds: KINDS, deciders: [registryDecider, ...DECIDERS],
      features: [incidentFeature, orderFeature, sealFeature], permit, log,
    })
    engine.outage.onChange((cause) => {
      if (cause) troubles.begin('unrecorded', { cause })
      else troubles.end('unrecorded')
    })
    await engine.open()
    stops.push(() => engine.stop())
    keepApart(config.demo, engine.read)
    const submit = engine.submit.bind(engine)
    await installPack(pack.records, engine.read, submit, engine.position)

    const followers = new Followers(db.pool, [phaseFollower, sealFollower(config.dataDir)], log)
    stops.push(() => followers.stop())
    const sealed = new Sealed({
      pool: db.pool, keyring, clock, newId, submit, audit: (n) => audit.noteFirst(n),
      settled: () => { followers.wake(); return followers.idle() },
      caughtUp: () => followers.position('seal') >= engine.position,
    })
    const tokens = await openIngestTokens(db.pool, config.dataDir, pack.records.filter((r) => r.kind === 'source').map((r) => r.id), {
      inService: (id) => isFeedInService(engine.read, id), now: () => real.wall(), keepPlain: config.demo,
    })
    const access = await openAccess({
      pool: db.pool, read: engine.read, submit, cipher: keyring, now: () => Math.floor(real.wall()), monotonic: () => real.monotonic(), newId,
      holdsOpenP1: (id) => holdsOpenP1(engine.read, id), note: (n) => audit.note(n), provider: config.provider,
      alarm: (detail) => troubles.raise('wall-copied', detail),
    })
    if (scenario) await putPersonas(pack, submit)
    if (scenario) await beginDemo({ fill: config.simulator, clock: scenario, realNow: () => real.wall(), engine, pack, submit, log })

    const tracks = await openTrackRoom({ engine, clock, bus, pool: db.pool, node, log, submit })
    stops.push(() => tracks.stop())
    const jobs = new Jobs({ pool: db.pool, engine, clock, log, trouble: (t) => troubles.raise(t.kind, t) })
    stops.push(() => jobs.stop())

    const others = followOthers({ engine, bus, trouble: (cause) => troubles.raise('log-unreachable', { cause }) })
    stops.push(() => others.stop())
    engine.onCommitted(() => followers.wake())
    followers.wake()
    const every = (ms: number, fn: () => void) => {
      const timer = setInterval(fn, ms)
      stops.push(() => clearInterval(timer))
    }
    every(POLL_MS, () => others.poll())
    every(SEAL_SWEEP_MS, () => void sealed.sweep().catch((e: unknown) => log.error({ err: e }, 'the sweep of what was sealed and never noted failed')))
    every(KEYS_LOOK_MS, () => keyring.refresh())
    every(SWEEP_MS, () => engine.sweep())
    every(TOKENS_MS, () => void tokens.refresh().catch((e: unknown) => log.warn({ cause: String(e) }, 'the tokens of feeds could not be read again')))
    every(SESSION_SWEEP_MS, () => void access.sweep().catch((e: unknown) => log.warn({ cause: String(e) }, 'what is over of sign-ins was not cleared away')))
    every(STALL_LOOK_MS, watchStall(engine, () => real.monotonic(), (forMs) => troubles.raise('commits-wait', { forMs })))
    every(BUS_LOOK_MS, () => { if (bus.state() === 'down') troubles.raise('bus-down') })
    const anchor = () => writeAnchor(config.dataDir, { position: engine.position, hash: engine.hash, at: real.wall() })
    every(ANCHOR_MS, () => void anchor().catch((e: unknown) => troubles.raise('anchor-unwritten', { cause: String(e) })))
    stops.push(anchor)
    every(ANCHOR_MS, () => void audit.anchor().catch((e: unknown) => troubles.raise('anchor-unwritten', { cause: String(e) })))

    const tls = config.tls && await Tls.open({
      source: config.tls, dataDir: config.dataDir, wall: () => real.wall(), warn: (text) => log.warn({}, text),
    })

    const doors = await openDoors({
      config, log, metrics, troubles, db, bus, engine, clock, scenario, jobs, followers, tracks, sealed, tokens, access, realNow: () => Math.floor(real.wall()), audit, pack, tls, machineNames: machineNames(), version: VERSION,
      clientDir: join(root, 'client/dist'), monotonic: () => real.monotonic(), simulatorScript: join(root, 'scripts/boot.mjs'),
    })
    stops.push(() => doors.stop())
    // The server is an HTTPS one whenever there is a certificate.
    if (tls) every(LOOK_MS, () => void tls.look(doors.app.server as unknown as TlsServer))
    const port = (doors.app.server.address() as AddressInfo).port
    jobs.start()
    const { inner } = doors
    const url = urlOf(tls ? 'https' : 'http', config.host, port)
    // A new installation has no accounts, and none that anybody could know: the first is made through this link.
    const first = config.demo ? null : await access.firstLink()
    log.info({ port, innerPort: inner.port, epoch: engine.epoch, position: engine.position, documents: engine.documents.size }, 'ready')
    return {
      url, port, ...(first ? { setUp: `${config.publicUrl ?? url}${first.path}` } : {}), innerUrl: urlOf('http', inner.host, inner.port), innerPort: inner.port,
      ...(tls?.fingerprint ? { authority: tls.fingerprint } : {}), demo: config.demo, engine, stop: unwind,
    }
  } catch (e) {
    await unwind()
    throw e
  }
}

/** As people type it. */
const urlOf = (scheme: string, host: string, port: number): string =>
  `${scheme}://${host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`

/** What a server says of itself once it serves: where, and what those who run it need to know. */
export function announcement(r: Running): string {
  return [
    `Liandong serves ${r.url}${r.demo ? ' (demonstration)' : ''}`,
    `Figures and health for those who run it: ${r.innerUrl}`,
    ...(r.setUp ? [`Nobody administers this installation yet: open ${r.setUp} within three days, once`] : []),
    ...(r.authority ? [`Phones and walls install the site authority from ${r.url}/trust; its SHA-256 is ${r.authority}`] : []),
  ].map((line) => `${line}\n`).join('')
}

/** The folder that holds `server/`, whether this runs from source or from `dist`. */
export function findRoot(): string {
  let dir = import.meta.dirname
  while (!existsSync(join(dir, 'pnpm-workspace.yaml'))) {
    const up = join(dir, '..')
    if (up === dir) throw new CannotFindRoot()
    dir = up
  }
  return dir
}

class CannotFindRoot extends Error {
  readonly plain = true
  override readonly message = 'The server must run inside its own folder: no pnpm-workspace.yaml was found above it.'
}
