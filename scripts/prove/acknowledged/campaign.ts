import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { diceOf } from '../../../server/src/features/demo/dice'
import { openJournal, readJournal, type Journal } from '../rig/journal'
import { PROOF_MAIN, serverProcess, type ServerProcess } from '../rig/serverProcess'
import { check, type Verdict } from './check'
import { Client } from './client'
import type { AckedEntry, Door } from './entries'
import { Gate } from './gate'
import { armed, killOf, type Kill } from './kills'

/** Desks at work: four at the HTTP door, one at both, one at the live one. */
const DOORS: Door[][] = [['http'], ['http'], ['http'], ['http'], ['http', 'live'], ['live']]
const ORGS = ['police', 'fire', 'center']
/** A fail-point that isn't passed within this is replaced by a kill at that moment. */
const STRIKES_WITHIN_MS = 3_000
/** At the end each client says so many old things once more, to a server whose memory is new. */
const SAID_AGAIN = 15
/** Whoever has no answer after this long with a server that runs is not going to get one. */
const PATIENCE_MS = 60_000

export interface CampaignParts {
  seed: number
  /** Of the plan: the first kill, and how many. */
  from: number
  kills: number
  /** Where the history goes; the data lies elsewhere. */
  folder: string
  /** Arguments of the server's Node; for seeded faults. */
  nodeArgs?: string[]
}

/**
 * One database's life: clients work, the server dies again and again and comes back on the same data, everybody gets their
 * answer in the end; then it is killed for the last time and the database itself is asked what it holds.
 */
export async function campaign(p: CampaignParts): Promise<Verdict> {
  const dice = diceOf(p.seed)
  const file = join(p.folder, `history-${p.seed}-${p.from}-${Date.now()}.jsonl`)
  const journal = openJournal<AckedEntry>(file)
  const server = serverProcess({ demo: 'off', main: PROOF_MAIN, nodeArgs: p.nodeArgs ?? [], env: { LOG_LEVEL: 'fatal' } })
  const gate = new Gate()
  const clients = DOORS.map((doors, i) => new Client({
    name: `desk${i + 1}`, dice: dice.fork(`desk ${i}`), journal, doors, orgs: ORGS, at: server, open: gate.wait,
  }))
  try {
    // The pack is in before the first kill is armed.
    await server.start()
    await server.stop()
    const working = Promise.all(clients.map((c) => c.run()))
    let afterDatabase = false
    for (let round = 1; round <= p.kills; round++) {
      const kill = killOf(p.from + round - 1, dice)
      await strike({ server, gate, journal, round, kill, afterDatabase })
      afterDatabase = kill.withDatabase
    }
    const ms = await server.start()
    journal.write({ what: 'ready', round: p.kills + 1, ms, afterDatabase })
    gate.open()
    for (const c of clients) c.stop()
    await Promise.race([working.then(() => Promise.all(clients.map((c) => c.sayAgain(SAID_AGAIN)))), pause(PATIENCE_MS)])
    for (const c of clients) c.close()
    await server.killWithDatabase()
    return await check(server.dataDir, readJournal<AckedEntry>(file))
  } finally {
    for (const c of clients) c.close()
    gate.open()
    journal.close()
    await server.close()
  }
}

interface Strike {
  server: ServerProcess
  gate: Gate
  journal: Journal<AckedEntry>
  round: number
  kill: Kill
  afterDatabase: boolean
}

/** Starts the server, lets the clients in and kills it where the plan says. */
async function strike({ server, gate, journal, round, kill, afterDatabase }: Strike): Promise<void> {
  const { place, withDatabase } = kill
  const starting = server.start(armed(kill)).then((ms) => {
    journal.write({ what: 'ready', round, ms, afterDatabase })
    gate.open()
  })
  if (place.kind === 'start') {
    starting.catch(() => undefined)
    await pause(place.ms)
  } else {
    // A fail-point may strike before it is ready.
    await starting.catch((e: unknown) => { if (place.kind !== 'point') throw e })
    await (place.kind === 'time' ? pause(place.ms) : Promise.race([server.ended(), pause(STRIKES_WITHIN_MS)]))
  }
  const struck = place.kind === 'point' && server.hasEnded()
  gate.close()
  await (withDatabase ? server.killWithDatabase() : server.kill())
  await starting.catch(() => undefined)
  gate.close()
  journal.write({ what: 'kill', round, place, withDatabase, struck })
}
