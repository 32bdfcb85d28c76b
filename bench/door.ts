import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DECIDERS, KINDS } from '@liandong/shared/areas'
import { Engine } from '../server/src/engine/engine'
import { engineMigrations } from '../server/src/engine/schema'
import { RECORDS } from '../server/src/engine/testing/bench'
import { incidentFeature } from '../server/src/features/incident/incident'
import { orderFeature } from '../server/src/features/order/order'
import { newId } from '../server/src/platform/ids'
import { silentLog } from '../server/src/platform/log'
import { migrate } from '../server/src/platform/migrate'
import { openDatabase, type Database } from '../server/src/platform/postgres'
import { registryDecider } from '../server/src/server'
import { compared, interleaved, percentile, plain, type Bench } from './measure'

const SPAN_MS = 1500
const RATE_PER_S = 200

async function openEngine(db: Database): Promise<Engine> {
  await migrate(db.pool, engineMigrations)
  const clock = { now: Date.now, mapping: () => ({ origin: 0, anchorReal: 0, rate: 1 }), afterReal: (ms: number, fn: () => void) => { const t = setTimeout(fn, ms); return () => clearTimeout(t) } }
  const engine = new Engine({ pool: db.pool, clock, newId, zone: 'Asia/Shanghai', kinds: KINDS, deciders: [registryDecider, ...DECIDERS], features: [incidentFeature, orderFeature], log: silentLog() })
  await engine.open()
  await engine.submit({ id: 'records', type: 'PutRecords', body: { records: RECORDS }, actor: { kind: 'system', id: 'bench' } })
  return engine
}

/** A whole report of an incident, as a desk sends it. */
async function report(engine: Engine): Promise<void> {
  const a = await engine.submit({
    id: newId(), type: 'ReportIncident', actor: { kind: 'person', id: 'desk', post: 'dutyOfficer' },
    body: { kindId: 'fire', placeText: '城北街道 八一北街 18 号', lon: 119.651, lat: 29.112, areaId: '330702004', source: '110', text: '二层窗口冒黑烟，未见明火' },
  })
  if (!a.ok) throw new Error(JSON.stringify(a))
}

/** How many a second, with so many under way at any moment. */
async function perSecond(inFlight: number, one: () => Promise<void>): Promise<number> {
  const end = performance.now() + SPAN_MS
  let done = 0
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (performance.now() < end) { await one(); done++ }
  }))
  return (done / SPAN_MS) * 1000
}

/** Latencies of commands that arrive evenly, whatever becomes of those before them. */
async function latenciesAt(rate: number, seconds: number, one: () => Promise<void>): Promise<number[]> {
  const latencies: number[] = []
  const began = performance.now()
  const under: Promise<void>[] = []
  for (let i = 0; i < rate * seconds; i++) {
    const due = began + (i * 1000) / rate
    const wait = due - performance.now()
    if (wait > 1) await new Promise((r) => setTimeout(r, wait))
    const at = Math.max(due, began)
    under.push(one().then(() => void latencies.push(performance.now() - at)))
  }
  await Promise.all(under)
  return latencies
}

const bench: Bench = {
  about: 'The one door on the embedded database, beside a bare INSERT + COMMIT.',
  async run(say) {
    const dataDir = await mkdtemp(join(tmpdir(), 'liandong-bench-'))
    await chmod(dataDir, 0o755)
    const db = await openDatabase({ dataDir, log: silentLog() })
    try {
      const engine = await openEngine(db)
      await db.pool.query('create table bare (id text primary key, text text not null)')
      const bareClient = await db.pool.connect()
      const row = 'x'.repeat(900)
      const bare = async () => void (await bareClient.query({ name: 'bare', text: 'insert into bare values ($1, $2)', values: [newId(), row] }))
      const rates = await interleaved({
        bare: () => perSecond(1, bare), single: () => perSecond(1, () => report(engine)), inflight64: () => perSecond(64, () => report(engine)),
      }, { onRound: (n, r) => say(`round ${n}: bare ${Math.round(r.bare)}/s, one at a time ${Math.round(r.single)}/s, 64 under way ${Math.round(r.inflight64)}/s`) })
      const p99 = await interleaved({ at200: async () => percentile(await latenciesAt(RATE_PER_S, 4, () => report(engine)), 0.99) })
      bareClient.release()
      await engine.stop()
      return [
        compared({ bench: 'door', metric: 'single_vs_bare_insert', unit: 'per s', bar: '≥ 0.5' }, rates.single, rates.bare),
        compared({ bench: 'door', metric: 'inflight64_vs_single', unit: 'per s', bar: '≥ 5' }, rates.inflight64, rates.single),
        plain({ bench: 'door', metric: 'p99_at_200_per_s', unit: 'ms', bar: '≤ 10' }, p99.at200),
      ]
    } finally {
      await db.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}
export default bench
