import pg from 'pg'
import { siblingUrl } from '../../../server/src/platform/testing/cluster'
import type { Scenario } from './scenario'
import { pause, type Town } from './town'

const SHOWN_MS = 5000
/** Without the database nothing can be promised but that it is said; after its return, so soon must calls be answered. */
const ANSWERED_MS = 15_000

/** ms from an instant to the first call begun and answered after it. */
async function answeredAgain(town: Town, since: number): Promise<number> {
  while (performance.now() - since < ANSWERED_MS * 2) {
    const first = town.calls.answered.find((c) => c.answeredAt > since)
    if (first) {
      const took = Math.round(first.answeredAt - since)
      if (took > ANSWERED_MS) town.fault(`calls were answered only ${took} ms after the database was back`)
      return took
    }
    await pause(20)
  }
  town.fault('no call was answered after the database was back')
  return Infinity
}

/** `/readyz` answers whatever the database does. */
function demandAnswers(town: Town, since: number): void {
  for (const n of town.nodes) if (n.watch.said.some((s) => s.t > since && s.bus === 'silent')) town.fault(`${n.name} did not answer /readyz`)
}

/** A connection the servers' own database knows nothing of. */
async function aside(town: Town, name: string): Promise<pg.Client> {
  const client = new pg.Client(siblingUrl(town.url, name))
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export const DATABASE_FAULTS: readonly Scenario[] = [
  {
    name: 'database killed', heard: true, lateMs: 20_000,
    async run(town, { full }) {
      const times: number[] = []
      for (let i = 0; i < (full ? 10 : 2); i++) {
        const gone = performance.now()
        await town.o.postgres.kill()
        // Once for long enough that it must be said; otherwise at any point of the return.
        await pause(i === 0 ? SHOWN_MS : town.dice.between(0, 1500))
        if (i === 0) for (const n of town.nodes) if (n.watch.until(gone, (s) => s.database.includes('not answering')) === null) town.fault(`${n.name} did not say that the database is away`)
        await town.o.postgres.start()
        const back = performance.now()
        times.push(await answeredAgain(town, back))
        demandAnswers(town, gone)
        await pause(town.dice.between(300, 1500))
      }
      return { kills: times.length, answered: Math.max(...times) }
    },
  },
  {
    name: 'database connections ended in a storm', heard: true, lateMs: 20_000,
    async run(town, { full }) {
      const began = performance.now()
      const client = await aside(town, 'postgres')
      let ended = 0
      for (let i = 0; i < (full ? 50 : 10); i++) {
        const r = await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [new URL(town.url).pathname.slice(1)])
        ended += r.rowCount ?? 0
        await pause(town.dice.between(20, 200))
      }
      await client.end()
      const answered = await answeredAgain(town, performance.now())
      demandAnswers(town, began)
      return { ended, answered }
    },
  },
  {
    name: 'log locked', heard: true, lateMs: 45_000,
    async run(town, { full }) {
      const began = performance.now()
      const client = await aside(town, new URL(town.url).pathname.slice(1))
      await client.query('begin; lock table log in access exclusive mode')
      await pause(full ? 30_000 : 6000)
      for (const n of town.nodes) {
        for (const f of ['north', 'south'] as const) if (!town.fleet.isFresh(n, f)) town.fault(`${n.name} shows ${f} as old while only the log is locked`)
        if (n.watch.until(began, (s) => s.troubles.includes('commits-wait')) === null) town.fault(`${n.name} did not say that commits wait`)
      }
      await client.query('rollback')
      await client.end()
      const answered = await answeredAgain(town, performance.now())
      demandAnswers(town, began)
      return { answered }
    },
  },
]
