import { settle } from './checks'
import { ACK_MS, LADDER, WITHIN_MS } from './register'
import { within, type Length, type Scenario } from './scenario'
import { pause, type Town } from './town'

/** That the bus is away must be seen within this, and what it hid repaired within this of its return. */
export const SHOWN_MS = 5000
export const REPAIRED_MS = 5000

/** Longer than a fleet's contract and what it takes to notice: the other node's units must look old by then. */
const STALE_MS = WITHIN_MS + 3500

/** Frames count instants in steps of 50 ms; the report before the last was half a second earlier. */
const FRAME_MS = 250

interface Away {
  begin(town: Town): Promise<void> | void
  end(town: Town): Promise<void> | void
  /** ms it lasts in the full form. */
  full: number
}

/** The bus is away for a while: it is said, the other node's fleet ages and one's own doesn't, and all is repaired soon after. */
async function away(town: Town, a: Away, { full }: Length): Promise<Record<string, number>> {
  const [nodeA, nodeB] = town.nodes
  const gone = performance.now()
  await a.begin(town)
  await pause(Math.max(STALE_MS, full ? a.full : 0))
  const shown = town.nodes.map((n) => n.watch.until(gone, (s) => s.bus === 'down') ?? Infinity)
  for (const ms of shown) if (ms > SHOWN_MS) town.fault(`the lost bus was shown after ${ms} ms`)
  for (const n of town.nodes) if (!n.watch.said.some((s) => s.t > gone && s.troubles.includes('bus'))) town.fault(`${n.name} did not name the lost bus among its troubles`)
  for (const [n, own, other] of [[nodeA, 'north', 'south'], [nodeB, 'south', 'north']] as const) {
    if (town.fleet.freshUnits(n, other) > 0) town.fault(`${n.name} shows units as fresh that only the other node hears`)
    if (!town.fleet.isFresh(n, own)) town.fault(`${n.name} shows its own units as old`)
  }
  const back = performance.now()
  await a.end(town)
  return { shown: Math.round(Math.max(...shown)), repaired: await repaired(town, back) }
}

async function repaired(town: Town, back: number): Promise<number> {
  return within(town, 'that both nodes show both fleets again', back, REPAIRED_MS, () =>
    town.nodes.every((n) => n.watch.said.at(-1)?.bus === 'up' && town.fleet.isFresh(n, 'north') && town.fleet.isFresh(n, 'south')))
}

const scenario = (name: string, a: Away): Scenario => ({ name, heard: true, followMs: 5000, run: (town, length) => away(town, a, length) })

/** Redis killed, frozen, emptied, its listeners cut off, locked with a password, out of memory. */
export const REDIS_FAULTS: readonly Scenario[] = [
  scenario('redis killed', { full: 15_000, begin: (t) => t.o.redis.kill(), end: (t) => t.o.redis.start() }),
  scenario('redis frozen', { full: 30_000, begin: (t) => t.o.redis.freeze(), end: (t) => t.o.redis.thaw() }),
  scenario('redis asks for a password', {
    full: 15_000,
    begin: async (t) => { await t.o.redis.kill(); await t.o.redis.start('--requirepass', 'unknown') },
    end: async (t) => { await t.o.redis.kill(); await t.o.redis.start() },
  }),
  {
    name: 'redis killed while A alone writes', heard: true, followMs: 5000,
    async run(town, length) {
      town.calls.reportsToA = true
      // Ladders climb at whichever node looks first: until the last has ended, B writes too.
      await pause(LADDER.at(-1)! * ACK_MS + 1000)
      await town.o.redis.kill()
      await pause(length.full ? 10_000 : 3000)
      const head = Math.max(...town.nodes[0].screens.map((s) => s.mirror.position))
      const followed = await within(town, "that B's screens show what A wrote without the bus", performance.now(), REPAIRED_MS, () => town.nodes[1].screens.every((s) => s.mirror.position >= head))
      // What is still said is said to A alone, and nobody tells B.
      await town.calls.stop()
      await settle(town)
      town.calls.reportsToA = false
      await town.o.redis.start()
      return { followed, repaired: await repaired(town, performance.now()) }
    },
  },
  {
    name: 'redis emptied', heard: true, followMs: 5000,
    async run(town, { full }) {
      for (let i = 0; i < (full ? 10 : 2); i++) {
        await town.o.redis.ask('FLUSHALL')
        await pause(300)
      }
      return { repaired: await repaired(town, performance.now()) }
    },
  },
  {
    name: 'redis cuts its listeners off', heard: true, followMs: 5000,
    async run(town, { full }) {
      for (let i = 0; i < (full ? 20 : 5); i++) {
        await town.o.redis.ask('CLIENT KILL TYPE pubsub')
        await pause(250)
      }
      return { repaired: await repaired(town, performance.now()) }
    },
  },
  {
    name: 'redis out of memory', heard: true, followMs: 5000,
    async run(town, { full }) {
      const gone = performance.now()
      await town.o.redis.ask('CONFIG SET maxmemory 1')
      await pause(full ? 10_000 : 5000)
      const shown = Math.max(...town.nodes.map((n) => n.watch.until(gone, (s) => s.troubles.includes('bus')) ?? Infinity))
      if (shown > SHOWN_MS) town.fault(`that the bus keeps nothing was shown after ${shown} ms`)
      await town.o.redis.ask('CONFIG SET maxmemory 0')
      return { shown: Math.round(shown), repaired: await repaired(town, performance.now()) }
    },
  },
  {
    // The last word of a unit that then says nothing must not wait for its next one.
    name: 'redis away while a fleet says its last word', heard: true, followMs: 5000,
    async run(town) {
      await town.o.redis.kill()
      await pause(1500)
      town.fleet.silent.add('north')
      await pause(1000)
      const last = town.fleet.taken.get('north-0')!
      await town.o.redis.start()
      const took = await within(town, "that B shows north's last word", performance.now(), REPAIRED_MS, () => town.nodes[1].screens.every((s) => (s.fixOf('north-0') ?? 0) > last - FRAME_MS))
      town.fleet.silent.delete('north')
      return { repaired: took }
    },
  },
]
