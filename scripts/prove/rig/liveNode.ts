import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Engine } from '../../../server/src/engine/engine'
import type { EngineClock } from '../../../server/src/engine/types'
import { engineOn } from '../../../server/src/engine/testing/bench'
import { followOthers } from '../../../server/src/engine/wake'
import type { Change, Documents } from '../../../server/src/engine/documents'
import type { Ref } from '@liandong/shared/kernel/decider'
import { FanoutAdapter, joinTracks, leaveTracks, sendShared, sendTracks } from '../../../server/src/gateway/fanout'
import { createIntake } from '../../../server/src/gateway/intake'
import { LiveGateway } from '../../../server/src/gateway/live'
import { originGuard } from '../../../server/src/gateway/origins'
import { oneSeat } from '../../../server/src/gateway/testing/oneSeat'
import { silentLog } from '../../../server/src/platform/log'
import type { Bus } from '../../../server/src/platform/bus'
import type { Database } from '../../../server/src/platform/postgres'
import { retired } from './chronicle'
import type { WireTime } from './wireTime'

/** Who writes down what a node's documents were. */
export interface Scribe {
  opened(epoch: string, position: number, documents: Documents): string[]
  changed(epoch: string, c: Change): void
  /** Told what is over and so isn't loaded. */
  letGo?(epoch: string, refs: readonly Ref[]): void
}

/** As `server.ts` has it. */
const POLL_MS = 1_000

/** A server's core as it runs: engine and live gateway over a database, on a port of its own, in wire time. */
export interface LiveNode {
  engine: Engine
  port: number
  /** What the documents held at opening that they may not have held. */
  faults: string[]
  /** Closes the sockets as a stopping server does; the engine goes on until `stop`. */
  closeSockets(): Promise<void>
  stop(): Promise<void>
}

export interface LiveNodeParts {
  db: Database
  clock: EngineClock
  seed: number
  time: WireTime
  history: Scribe
  /** What it shares with other nodes on the same database; alone without one. */
  bus?: Bus
  /** Wraps what the gateway hears of the engine; for seeded faults. */
  between?(engine: Engine): Engine
}

export async function openLiveNode(p: LiveNodeParts): Promise<LiveNode> {
  const engine = engineOn(p.db, p.clock, p.seed)
  await engine.open()
  p.history.letGo?.(engine.epoch, await retired(p.db, p.clock.now()))
  const faults = p.history.opened(engine.epoch, engine.position, engine.documents)
  const { epoch } = engine
  engine.documents.onChange((c) => p.history.changed(epoch, c))
  const http = createServer()
  const gateway = new LiveGateway({
    http, engine: p.between?.(engine) ?? engine, intake: createIntake(engine.submit.bind(engine), [], (t) => t !== 'PutRecords'),
    tracks: { fullFrame: () => null, onFrame: () => () => undefined }, seats: oneSeat,
    clock: { now: p.clock.now, mode: 'system', rate: 1, afterReal: (ms, fn) => p.time.after(ms, fn) },
    monotonic: () => p.time.now(), build: 'proof', district: 'wucheng', demo: false, scenarioSource: () => null, admits: originGuard({ listensOn: '127.0.0.1' }),
    tracksTickMs: 250, adapter: FanoutAdapter, sendTracks, joinTracks, leaveTracks, sendShared, log: silentLog(),
  })
  const leave = p.bus ? follow(engine, p.bus, p.time) : () => undefined
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  let closing: Promise<void> | undefined
  const closeSockets = () => (closing ??= gateway.stop())
  return {
    engine, faults, closeSockets, port: (http.address() as AddressInfo).port,
    async stop() {
      await closeSockets()
      leave()
      await engine.stop()
      // What it was still reading would otherwise be asked of a database that is being emptied.
      await engine.catchUp()
    },
  }
}

/** Follows the other nodes' commits as `server.ts` does; a poll that fails is repeated. */
function follow(engine: Engine, bus: Bus, time: WireTime): () => void {
  const others = followOthers({ engine, bus, trouble: () => undefined })
  let cancel: () => void
  const poll = () => { others.poll(); cancel = time.after(POLL_MS, poll) }
  cancel = time.after(POLL_MS, poll)
  return () => { cancel(); others.stop() }
}
