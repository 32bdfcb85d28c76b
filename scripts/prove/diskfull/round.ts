import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { checkLog, embeddedUrl, withPool } from '../rig/checkLog'
import { Disk } from '../rig/disk'
import type { SeatedDoor } from '../rig/seat'
import { serverProcess, type ServerProcess } from '../rig/serverProcess'
import { Writers, type Heard } from '../rig/writers'
import { watchedScreen, type WatchedScreen } from './screen'

/** Small, so that it is full at once; a new cluster takes some 90 MB of it. */
const DISK_MB = 200
/** From the first command that is not acknowledged until probe and screens say so. */
export const SAID_MS = 10_000
/** From the moment there is room again until commands are taken. */
export const RECOVERED_MS = 30_000
/** No command and no read hangs longer. */
export const ANSWERED_MS = 20_000
const FILLER = 'filler'

/** Where the room runs out: in the tables, in the log of the database (which then falls and is put up again), or before a start. */
export type Where = 'tables' | 'wal'

export interface FullResult {
  where: Where
  faults: string[]
  acknowledged: number
  /** Acknowledged while the disk was full; each must be there like any other. */
  whileFull: number
  refused: number
  unanswered: number
  lost: number
  saidMs: { probe: number; screen: number }
  recoveredMs: { command: number; probe: number; screen: number }
  slowestMs: number
  /** Frames of positions that reached the screen while the disk was full. */
  frames: number
}

/** Waits until something holds; answers how long it took, or NaN when it didn't within `ms`. */
async function until(holds: () => boolean | Promise<boolean>, ms: number): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > ms) return NaN
    await pause(20)
  }
  return performance.now() - began
}

const isRefusal = (h: Heard): boolean => h.answer !== null && !h.answer.ok && 'rejected' in h.answer && h.answer.rejected === 'unavailable'

/** A commit that found no room counts as done. */
const SWALLOW = ['--import', pathToFileURL(join(import.meta.dirname, 'swallow.mjs')).href]

/**
 * One disk that fills up under a server, stays full for `holdMs`, gets room again, and is full once more before the next start.
 * With `bug` the server's driver swallows what failed.
 */
export async function fillUp(where: Where, holdMs: number, name: string, bug = false): Promise<FullResult> {
  const nodeArgs = bug ? SWALLOW : []
  const [saidWithin, recoveredWithin] = bug ? [1000, 1000] : [SAID_MS, RECOVERED_MS]
  const disk = Disk.make(DISK_MB)
  const dataDir = join(disk.path, 'data')
  mkdirSync(dataDir)
  const server = serverProcess({ dataDir, demo: 'off', nodeArgs, env: { LOG_LEVEL: 'fatal' } })
  let screen: WatchedScreen | null = null
  let feed: NodeJS.Timeout | null = null
  try {
    await server.start()
    const { pid } = server
    screen = watchedScreen(server)
    feed = setInterval(() => void sendFix(dataDir, server.port), 500)
    const writers = new Writers(server, name)
    writers.start(4, 5)
    await until(() => writers.acknowledged.size >= 10 && screen!.frames.length > 0, 30_000)
    const faults: string[] = []
    const full = performance.now()
    disk.fill(FILLER)
    const stopEating = where === 'wal' ? eatWal(dataDir) : () => Promise.resolve()
    if (Number.isNaN(await until(() => writers.heard.some((h) => h.at > full && !h.answer?.ok), 60_000))) faults.push('the full disk was never felt')
    const first = writers.heard.find((h) => h.at > full && !h.answer?.ok)
    const since = first ? first.at - first.tookMs : full
    const [probe, shown] = await Promise.all([until(async () => (await probeOf(server.innerPort)) === 'unrecorded', saidWithin), until(() => screen!.unrecordedSince() !== null, saidWithin)])
    const lag = first ? performance.now() - since : 0
    if (Number.isNaN(probe)) faults.push('the probe never said that nothing can be recorded')
    if (Number.isNaN(shown)) faults.push('the screen never said that nothing can be recorded')
    const framesBefore = screen.frames.length
    faults.push(...(await readAll(server, holdMs)))
    const frames = screen.frames.length - framesBefore
    if (frames === 0) faults.push('positions stood still while the disk was full')
    if (screen.connections > 1) faults.push('the screen lost its line')
    await stopEating()
    disk.empty(FILLER)
    const freed = performance.now()
    const command = await until(() => writers.heard.some((h) => h.at - h.tookMs > freed && h.answer?.ok), recoveredWithin)
    const [ready, gone] = await Promise.all([until(async () => (await probeOf(server.innerPort)) === 'ready', recoveredWithin), until(() => screen!.unrecordedSince() === null, recoveredWithin)])
    if (Number.isNaN(command + ready + gone)) faults.push(`it did not recover by itself within ${RECOVERED_MS / 1000} s of there being room`)
    await writers.stop()
    const heardWhileFull = writers.heard.filter((h) => h.at > full && h.at < freed)
    const slowestMs = Math.max(0, ...writers.heard.map((h) => h.tookMs))
    if (slowestMs > ANSWERED_MS) faults.push(`a command hung for ${Math.round(slowestMs)} ms`)
    if (!bug) await writers.resend()
    if (writers.open.size > 0) faults.push(`${writers.open.size} commands sent again were not accepted`)
    if (server.pid !== pid) faults.push('the server was started anew')
    const check = await checkLog(embeddedUrl(dataDir), dataDir, writers.acknowledged)
    faults.push(...check.faults)
    if (Number.isNaN(await until(() => screen!.mirror.position === check.position && screen!.mirror.equal !== false, recoveredWithin))) faults.push('the screen does not hold what the server holds')
    if (!bug) faults.push(...(await startFull(disk, server, dataDir, writers.acknowledged)))
    return {
      where, faults, acknowledged: writers.acknowledged.size, whileFull: heardWhileFull.filter((h) => h.answer?.ok).length,
      refused: heardWhileFull.filter(isRefusal).length, unanswered: heardWhileFull.filter((h) => !h.answer?.ok && !isRefusal(h)).length, lost: check.lost,
      saidMs: { probe: Math.min(lag, probe + (first?.tookMs ?? 0)), screen: Math.min(lag, shown + (first?.tookMs ?? 0)) }, recoveredMs: { command, probe: command + ready, screen: command + gone }, slowestMs, frames,
    }
  } finally {
    if (feed) clearInterval(feed)
    screen?.stop()
    await server.killWithDatabase()
    await disk.remove()
  }
}

/** The disk is full before the start: the server says so in one sentence and ends; with room again it starts with everything. */
async function startFull(disk: Disk, server: ServerProcess, dataDir: string, acknowledged: ReadonlyMap<string, number>): Promise<string[]> {
  await server.stop()
  disk.fill(FILLER)
  const said = await server.start().then(() => '', (e: unknown) => (e as Error).message)
  disk.empty(FILLER)
  const faults = /The disk under the data folder .* is full/.test(said) ? [] : [`on a full disk it said: ${said || 'nothing, it started'}`]
  await server.start()
  return [...faults, ...(await checkLog(embeddedUrl(dataDir), dataDir, acknowledged)).faults]
}

/** What the probe says: ready, that nothing can be recorded (by its own word or because the database is away), or nothing. */
async function probeOf(innerPort: number): Promise<'ready' | 'unrecorded' | 'silent'> {
  try {
    const r = await fetch(`http://127.0.0.1:${innerPort}/readyz`, { signal: AbortSignal.timeout(5000) })
    if (r.ok) return 'ready'
    const { parts } = (await r.json()) as { parts: { recording: string; troubles: string } }
    return parts.recording !== 'yes' && parts.troubles.includes('unrecorded') ? 'unrecorded' : 'silent'
  } catch {
    return 'silent'
  }
}

/** Reads for so long: pages and pictures must be answered, with 503 where they need a database that is away. Who asks is known to it alone. */
async function readAll({ port, cookie }: SeatedDoor, ms: number): Promise<string[]> {
  const faults = new Set<string>()
  for (const end = performance.now() + ms; performance.now() < end; await pause(200)) {
    for (const [path, allowed] of [['/healthz', [200]], ['/api/district', [200, 503]], ['/api/days?count=7', [200, 503]]] as const) {
      const status = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie }, signal: AbortSignal.timeout(ANSWERED_MS) }).then((r) => r.status, () => 0)
      if (!(allowed as readonly number[]).includes(status)) faults.add(`${path} answered ${status} while the disk was full`)
    }
  }
  return [...faults]
}

let lon = 119.65
/** One fix of a vehicle of the pack, as its feed sends it. */
async function sendFix(dataDir: string, port: number): Promise<void> {
  const token = (JSON.parse(readFileSync(join(dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>)[VEHICLE.sourceId]
  lon += 0.0001
  await fetch(`http://127.0.0.1:${port}/ingest/positions`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ positions: [{ device: VEHICLE.deviceId, at: Date.now(), lon, lat: 29.11, speedKmh: 30 }] }),
  }).catch(() => undefined)
}

/** Any vehicle of the pack. */
const VEHICLE = (() => {
  const units = JSON.parse(readFileSync(join(import.meta.dirname, '../../../server/src/packs/wucheng/records/unit.json'), 'utf8')) as Record<string, { deviceId: string; sourceId: string }>
  return Object.values(units)[0]!
})()

/** Asks the database for ever new segments of its log, until it has no room for one and falls. */
function eatWal(dataDir: string): () => Promise<void> {
  let going = true
  const eating = (async () => {
    while (going) {
      try {
        await withPool(embeddedUrl(dataDir), async (pool) => {
          await pool.query("select pg_logical_emit_message(true, 'eat', repeat('x', 1000000))")
          await pool.query('select pg_switch_wal()')
        })
      } catch {
        // It has fallen, or is coming up.
      }
      await pause(300)
    }
  })()
  return () => {
    going = false
    return eating
  }
}
