import { serverProcess } from '../rig/serverProcess'
import { fillRegisters } from './register'
import { within, type Scenario } from './scenario'
import { pause, SEALING_KEY, type Town, type TownNode } from './town'

/** Within this of a node's freeze or death the other takes over what it had claimed. */
export const TAKEOVER_MS = 5000
/** A screen whose node is gone must live at the other within this: its own first waits and the picture. */
const MOVED_MS = 10_000
const STOPPED_MS = 10_000

/** The town's balancer sends a node's screens and its feed elsewhere. */
function send(town: Town, n: TownNode, to: TownNode): void {
  for (const s of n.screens) {
    s.balancer.target = to.server.port
    s.balancer.cut()
  }
  town.fleet.writesTo[n.name === 'A' ? 'north' : 'south'] = to.name === 'A' ? 0 : 1
}

/** Whether the screens stand where `n` stands by what a call just told. */
const stands = (n: TownNode, position: number) => n.screens.every((s) => s.mirror.position >= position)

async function freeze(town: Town, ms: number): Promise<number> {
  const [a, b] = town.nodes
  const position = Math.max(...town.screens.map((s) => s.mirror.position))
  a.server.freeze()
  const frozen = performance.now()
  await pause(ms)
  if (ms > 8000 && town.fleet.freshUnits(b, 'north') > 0) town.fault('B shows units as fresh that only the frozen node hears')
  if (!town.fleet.isFresh(b, 'south')) town.fault('B shows its own units as old')
  if (ms > 5000 && !b.screens.every((s) => s.mirror.position > position)) town.fault("B's screens stood still while A was frozen")
  const meanwhile = town.calls.answered.filter((c) => c.answeredAt > frozen && c.node === 1).length
  if (meanwhile === 0 && ms > 5000) town.fault('B answered nobody while A was frozen')
  a.server.thaw()
  return meanwhile
}

export const NODE_FAULTS: readonly Scenario[] = [
  {
    name: 'node frozen', lateMs: TAKEOVER_MS,
    async run(town, { full }) {
      let meanwhile = 0
      for (let i = 0; i < (full ? 5 : 2); i++) {
        meanwhile += await freeze(town, town.dice.between(500, 2500))
        await pause(town.dice.between(300, 1000))
      }
      meanwhile += await freeze(town, full ? 60_000 : 9000)
      const thawed = performance.now()
      const back = await within(town, 'that the thawed node shows both fleets', thawed, MOVED_MS, () => town.nodes.every((n) => town.fleet.isFresh(n, 'north') && town.fleet.isFresh(n, 'south')))
      return { meanwhile, back }
    },
  },
  {
    name: 'node killed', lateMs: TAKEOVER_MS,
    async run(town) {
      const [a, b] = town.nodes
      const position = Math.max(...town.screens.map((s) => s.mirror.position))
      await a.server.kill()
      const gone = performance.now()
      send(town, a, b)
      const moved = await within(town, "that A's screens live at B", gone, MOVED_MS, () => stands(a, position + 1) && town.fleet.isFresh(a, 'north'))
      await pause(2000)
      await a.server.start()
      await fillRegisters(town.db)
      const back = performance.now()
      send(town, a, a)
      const returned = await within(town, "that A's screens live at A again", back, MOVED_MS, () => town.nodes.every((n) => town.fleet.isFresh(n, 'north') && town.fleet.isFresh(n, 'south')))
      return { moved, returned }
    },
  },
  {
    name: 'node stopped in good order', lateMs: TAKEOVER_MS,
    async run(town) {
      const b = town.nodes[1]
      const asked = performance.now()
      let stopped = 0
      void b.server.stop().then(() => { stopped = performance.now() })
      // Callers and watchers keep asking over their open connections meanwhile.
      const took = await within(town, 'that B stops', asked, STOPPED_MS, () => stopped > 0)
      if (stopped === 0) await b.server.kill()
      await b.server.start()
      await fillRegisters(town.db)
      return { stopped: took }
    },
  },
  {
    name: 'a second without redis', heard: true, followMs: 5000,
    async run(town) {
      const lonely = serverProcess({ demo: 'off', databaseUrl: town.url, env: { SECRET_KEY: SEALING_KEY } })
      try {
        await lonely.start()
        town.fault('a node without Redis became the third')
      } catch (e) {
        const said = (e as Error).message
        if (!/Another node \(.+ pid \d+\) already serves this database. Several nodes need REDIS_URL/.test(said)) town.fault(`a node without Redis ended without saying why: ${said}`)
        const named = Number(/pid (\d+)/.exec(said)?.[1])
        if (!town.nodes.some((n) => n.server.pid === named)) town.fault(`a node without Redis was told of process ${named}, which serves nothing`)
      } finally {
        await lonely.close()
      }
      return {}
    },
  },
]
