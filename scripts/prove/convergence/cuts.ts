import { Mirror } from '../../../client/src/live/mirror'
import { NOON, seedRecords, stillClock } from '../../../server/src/engine/testing/bench'
import { putDesk } from '../../../server/src/gateway/testing/oneSeat'
import { diceOf } from '../../../server/src/features/demo/dice'
import { seededIds } from '../../../server/src/platform/ids'
import type { Database } from '../../../server/src/platform/postgres'
import { Chronicle, pictureHash } from '../rig/chronicle'
import { FaultProxy } from '../rig/faultProxy'
import { openLiveNode, type LiveNode } from '../rig/liveNode'
import { Viewer } from '../rig/viewer'
import { wireTime, type WireTime } from '../rig/wireTime'
import { GAP_MS, RECONNECTED_MS } from './bounds'
import { empty } from './emptyDatabase'
import { bustle } from './town'

/** How a line is cut, and stays cut for whoever tries again meanwhile. */
const WAYS: Record<string, (p: FaultProxy) => void> = {
  end: (p) => { p.closed = true; p.cut() },
  reset: (p) => { p.closed = true; p.reset() },
  'black hole': (p) => { p.cutOneWay('up'); p.cutOneWay('down') },
  'one way up': (p) => p.cutOneWay('up'),
  'one way down': (p) => p.cutOneWay('down'),
  'half open': (p) => { p.closed = true; p.halfOpen() },
}
const SHORTEST_MS = 1_000
/** Wire ms between two bursts of changes. */
const BUSTLE_MS = 500
const LOOK_MS = 20
/** Longest wait between two attempts, wire ms, and what an attempt that nobody answers takes, real ms: both as the line has them. */
const LONGEST_WAIT_MS = 10_000, ATTEMPT_REAL_MS = 10_000
/** A client notices silence after three heartbeats of 4 s and a look. */
const SILENT_MS = 13_000
/** The server's transport misses pongs after 5 s and 10 s more, real ms; until then one who can't be heard is well served. */
const UNHEARD_REAL_MS = 16_000
const noticedMs = (c: Cut, tempo: number): number => (c.way === 'one way up' ? UNHEARD_REAL_MS * tempo : SILENT_MS)
/** For a busy machine. */
const SLACK_MS = 2_000

export interface CutsOptions {
  db: Database
  seed: number
  tempo: number
  cuts: number
  longestMs: number
}

/** Times in wire ms. */
export interface CutsResult {
  faults: string[]
  commits: number
  /** From the greeting to a picture that stood at or after it. */
  equalAfter: number[]
  /** From the healing of the line to the greeting. */
  backAfter: number[]
  attempts: number
  longestWait: number
}

/** One viewer, its line, and what was done to it. */
interface Cut {
  name: string
  proxy: FaultProxy
  viewer: Viewer
  way: string
  lengthMs: number
  healedAt: number | null
  knocks: number[]
  equal: boolean
}

/** All viewers are cut off at once, each for its own time and in its own way, while changes go on; each must come back by itself. */
export async function cutAll(o: CutsOptions): Promise<CutsResult> {
  const time = wireTime(o.tempo)
  const dice = diceOf(o.seed)
  const result: CutsResult = { faults: [], commits: 0, equalAfter: [], backAfter: [], attempts: 0, longestWait: 0 }
  const fault = (what: string) => void result.faults.push(what)
  const history = new Chronicle(fault)
  await empty(o.db)
  const node = await openLiveNode({ db: o.db, clock: stillClock(NOON), seed: o.seed, time, history })
  await seedRecords(node.engine)
  await putDesk(node.engine.submit.bind(node.engine))
  await bustle(node.engine, dice, 40)
  const cuts: Cut[] = []
  for (let i = 0; i < o.cuts; i++) cuts.push(await sitDown(i, o, node, history, time, fault))
  try {
    await until(time, GAP_MS, () => cuts.every((c) => c.viewer.mirror.position === node.engine.position))
    const cutAt = time.now()
    for (const c of cuts) {
      WAYS[c.way]!(c.proxy)
      c.proxy.knocked = () => c.knocks.push(time.now())
      time.after(c.lengthMs, () => { c.healedAt = time.now(); c.proxy.heal() })
    }
    let nextBustle = cutAt
    const giveUp = cutAt + o.longestMs + UNHEARD_REAL_MS * o.tempo + 2 * (LONGEST_WAIT_MS + ATTEMPT_REAL_MS * o.tempo)
    while (!cuts.every((c) => c.equal) && time.now() < giveUp) {
      if (time.now() >= nextBustle) {
        nextBustle += BUSTLE_MS
        await bustle(node.engine, dice, 2)
        result.commits++
      }
      await time.pause(LOOK_MS)
      for (const c of cuts) look(c, cutAt, node, history, time, result)
    }
    for (const c of cuts) judge(c, cutAt, o.tempo, result, fault)
    await until(time, GAP_MS, () => cuts.every((c) => isAtRest(c, node)))
    for (const c of cuts) if (!isAtRest(c, node)) fault(`${c.name} isn't equal when nothing changes any more`)
  } finally {
    for (const c of cuts) {
      c.viewer.stop()
      await c.proxy.close()
    }
    await node.stop()
  }
  return result
}

async function sitDown(i: number, o: CutsOptions, node: LiveNode, history: Chronicle, time: WireTime, fault: (what: string) => void): Promise<Cut> {
  const names = Object.keys(WAYS)
  const way = names[i % names.length]!
  const lengthMs = SHORTEST_MS * (o.longestMs / SHORTEST_MS) ** (i / Math.max(1, o.cuts - 1))
  const proxy = await FaultProxy.open(node.port)
  const mask = i % 3 === 2 ? 'wall' : 'desk'
  const name = `${mask} ${i} (${way}, ${(lengthMs / 1000).toFixed(1)} s)`
  const dice = diceOf(o.seed).fork(`cut ${i}`)
  const viewer = new Viewer({ name, mask, port: proxy.port, mirror: new Mirror(), time, random: () => dice.next(), newId: seededIds(i), history, fault })
  return { name, proxy, viewer, way, lengthMs, healedAt: null, knocks: [], equal: false }
}

async function until(time: WireTime, ms: number, done: () => boolean): Promise<void> {
  const end = time.now() + ms
  while (!done() && time.now() < end) await time.pause(LOOK_MS)
}

const isAtRest = (c: Cut, node: LiveNode): boolean =>
  c.viewer.mirror.position === node.engine.position && c.viewer.mirror.hash === pictureHash(node.engine.documents, c.viewer.mask)

/** Notes when a viewer that was greeted again holds a picture as it stood at that greeting or later. */
function look(c: Cut, cutAt: number, node: LiveNode, history: Chronicle, time: WireTime, result: CutsResult): void {
  const { viewer } = c
  if (c.equal || c.healedAt === null || viewer.connectedAt < cutAt || viewer.mirror.position < viewer.greetedWith) return
  if (!history.stood(node.engine.epoch, viewer.mask, viewer.mirror.position, viewer.mirror.hash, viewer.mirror)) return
  c.equal = true
  result.equalAfter.push(time.now() - viewer.connectedAt)
  result.backAfter.push(Math.max(0, viewer.connectedAt - c.healedAt))
  if (time.now() - viewer.connectedAt > RECONNECTED_MS) result.faults.push(`${c.name} was equal only ${Math.round(time.now() - viewer.connectedAt)} ms after it reconnected`)
}

/** It must have come back, and have tried all the while, never waiting longer than the longest wait. */
function judge(c: Cut, cutAt: number, tempo: number, result: CutsResult, fault: (what: string) => void): void {
  const noticed = noticedMs(c, tempo)
  const longestAllowed = LONGEST_WAIT_MS + ATTEMPT_REAL_MS * tempo + SLACK_MS
  if (!c.equal) fault(`${c.name} never came back: at ${c.viewer.mirror.position}, ${c.knocks.length} attempts`)
  const meanwhile = c.knocks.filter((t) => c.healedAt === null || t < c.healedAt)
  result.attempts += meanwhile.length
  // The first wait begins when the cut is noticed; the last ends with the attempt that came through.
  const times = [cutAt + noticed, ...c.knocks.filter((t) => t > cutAt + noticed)]
  const waits = times.slice(1).map((t, i) => t - times[i]!)
  const longest = Math.max(0, ...waits)
  result.longestWait = Math.max(result.longestWait, longest)
  if (longest > longestAllowed) fault(`${c.name} waited ${Math.round(longest)} ms between two attempts`)
  const few = Math.floor((c.lengthMs - noticed) / longestAllowed)
  if (meanwhile.length < few) fault(`${c.name} tried only ${meanwhile.length} times`)
}
