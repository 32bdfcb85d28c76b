import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { IngestCounts } from '@liandong/shared/wire/fix'
import { silentLog } from '../server/src/platform/log'
import { openDatabase } from '../server/src/platform/postgres'
import { serverProcess, type ServerProcess } from '../scripts/prove/rig/serverProcess'
import { registerAhead, unitsOf } from './ahead'
import { ask, Children, next } from './children'
import type { Order, Sent } from './ingestGateways'
import { WAYS, type Way } from './ingestLoad'
import { compared, interleaved, type Bench, type Figure } from './measure'
import { cpuOf } from './serverCpu'

/** The pack's feeds; each has a token and a limit of 30,000 requests a minute. */
const SOURCES = ['police-gps', 'fire-jt808', 'ems-gps', 'law-gps', 'repair-gps', 'volunteer-app']
const UNITS_PER_SOURCE = 200
/** Connections of one feed, each with units of its own, so that a unit's fixes stay in order. */
const LINES_PER_SOURCE = 4
/** Requests of one connection in one run: together as many as the limit allows in the rounds of a minute. */
const REQUESTS: Record<Way, number> = { batch: 60, one: 550, osmand: 550 }
/** History is written every 2 s; what a run leaves to be written belongs to it. */
const SETTLE_MS = 2200
const SEED = 20261123

interface Run { updates: number; cpuS: number; perSecond: number }

const bench: Bench = {
  about: 'Positions through the doors of the built server, judged and sampled, beside a bare Node server that only parses the same bodies.',
  async run(say) {
    const server = serverProcess({ demo: 'off' })
    const children = new Children()
    try {
      await registerAhead(server.dataDir, SOURCES.flatMap((s) => unitsOf(s, UNITS_PER_SOURCE)))
      say(`ingest: ${SOURCES.length * UNITS_PER_SOURCE} units of ${SOURCES.length} feeds, seed ${SEED}; starting`)
      await server.start()
      const bare = children.start('ingestBare.ts')
      const { port } = await next<{ port: number }>(bare)
      const gateways = children.start('ingestGateways.ts')
      await ask(gateways, { fleets: fleets(server) } satisfies Order)
      const figures: Figure[] = []
      for (const way of WAYS) figures.push(...await runWay(way, server, { child: bare, port }, gateways, say))
      say(`  ${await sampled(server)} rows were sampled into history`)
      return figures
    } finally {
      await children.end()
      await server.close()
    }
  },
}
export default bench

function fleets(server: ServerProcess): Extract<Order, { fleets: unknown }>['fleets'] {
  const tokens = JSON.parse(readFileSync(join(server.dataDir, 'ingest-tokens.json'), 'utf8')) as Record<string, string>
  const each = UNITS_PER_SOURCE / LINES_PER_SOURCE
  // Minutes ago, at one fix a second: no fix of any run comes to lie in the future.
  const startAt = Date.now() - 900_000
  return SOURCES.flatMap((source, s) => Array.from({ length: LINES_PER_SOURCE }, (_, line) => ({
    source, token: tokens[source]!, startAt, seed: SEED + s * 100 + line, devices: Array.from({ length: each }, (_, i) => `${source}-${line * each + i}`),
  })))
}

async function runWay(way: Way, server: ServerProcess, bare: { child: ChildProcess; port: number }, gateways: ChildProcess, say: (text: string) => void): Promise<Figure[]> {
  let made = 0
  /** The first server of a round has them made; the second gets the very same. */
  const sendTo = async (port: number): Promise<Sent> => {
    if (made++ % 2 === 0) await ask(gateways, { make: way, requestsPerFleet: REQUESTS[way] })
    return ask<Sent>(gateways, { send: { port } })
  }
  const runs = await interleaved<'ours' | 'bare', Run>({
    ours: () => measured(() => cpuOf(server), () => sendTo(server.port), true),
    bare: () => measured(() => ask<{ cpuS: number }>(bare.child, {}).then((a) => a.cpuS), () => sendTo(bare.port), false),
  }, { onRound: (n, r) => say(`  ${way}, round ${n}: ours ${perCore(r.ours)}, bare ${perCore(r.bare)} updates per CPU second (${Math.round(r.ours.perSecond)} a second as sent)`) })
  const rate = (all: Run[]) => all.map((r) => r.updates / r.cpuS)
  return [compared({ bench: 'ingest', metric: 'updates_per_core_vs_bare_parse', case: way, unit: 'updates per server CPU second', bar: way === 'batch' ? 'value ≥ 100,000' : 'value ≥ 10,000' }, rate(runs.ours), rate(runs.bare))]
}

const perCore = (r: Run) => Math.round(r.updates / r.cpuS)

async function measured(cpu: () => Promise<number>, send: () => Promise<Sent>, judged: boolean): Promise<Run> {
  const before = await cpu()
  const sent = await send()
  if (judged) {
    demandEqual(sent)
    await pause(SETTLE_MS)
  }
  return { updates: sent.positions, cpuS: (await cpu()) - before, perSecond: sent.positions / sent.seconds }
}

/** A door that let something through, or refused what it should take, is not what is measured here: then the run fails. */
function demandEqual({ answered, expected, refused }: Sent): void {
  const text = (c: IngestCounts) => JSON.stringify([c.accepted, Object.entries(c.quarantined).sort()])
  // What was turned away the next run would expect to be known: on a machine too busy for it the whole bench is run again.
  if (refused > 0) throw new Error(`${refused} requests were refused`)
  if (text(answered) !== text(expected)) throw new Error(`answered ${text(answered)}, expected ${text(expected)}`)
}

/** Rows of history that the runs left in the database; none would mean that a part of the work was not done. */
async function sampled(server: ServerProcess): Promise<number> {
  await server.stop()
  const db = await openDatabase({ dataDir: server.dataDir, log: silentLog() })
  try {
    const { n } = (await db.pool.query<{ n: number }>('select count(*)::int as n from track_history')).rows[0]!
    if (n === 0) throw new Error('no position was sampled into history')
    return n
  } finally {
    await db.stop()
  }
}
