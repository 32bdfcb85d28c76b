import type { Server as HttpServer } from 'node:http'
import type { Engine } from '../../../../server/src/engine/engine'
import { engineOn } from '../../../../server/src/engine/testing/bench'
import type { EngineClock } from '../../../../server/src/engine/types'
import { followOthers } from '../../../../server/src/engine/wake'
import type { Dice } from '../../../../server/src/features/demo/dice'
import { createIntake } from '../../../../server/src/gateway/intake'
import { LiveGateway } from '../../../../server/src/gateway/live'
import { originGuard } from '../../../../server/src/gateway/origins'
import { oneSeat } from '../../../../server/src/gateway/testing/oneSeat'
import { silentLog } from '../../../../server/src/platform/log'
import type { Database } from '../../../../server/src/platform/postgres'
import { retired, type Chronicle } from '../../rig/chronicle'
import { SimServer } from './simServer'
import type { VirtualTime } from './virtualTime'

/** As `server.ts` has it. */
const SWEEP_MS = 5_000
/** Three times as long as `server.ts` has it: harder, and a third of the questions to the database. */
const POLL_MS = 3_000

export type WorldClock = EngineClock

/** What nodes tell each other; may lose it all for a while. */
export class SimBus {
  deaf = false
  private readonly listeners = new Set<(bytes: Uint8Array) => void>()

  constructor(private readonly time: VirtualTime, private readonly dice: Dice) {}

  publish(_topic: string, bytes: Uint8Array): void {
    if (this.deaf) return
    for (const fn of this.listeners) this.time.after(this.dice.between(0.2, 20), () => this.listeners.has(fn) && fn(bytes))
  }

  subscribe(_topic: string, fn: (bytes: Uint8Array) => void): () => void {
    this.listeners.add(fn)
    return () => this.listeners.delete(fn)
  }
}

interface NodeParts {
  db: Database
  clock: WorldClock
  seed: number
  time: VirtualTime
  chronicle: Chronicle
  bus: SimBus
  fault(what: string): void
  between: ((engine: Engine) => Engine) | undefined
}

/** A server's core as `server.ts` joins it: the real engine, gateway and follower, over a simulated wire. */
export class SimNode {
  private stopping: Promise<void> | null = null

  private constructor(readonly engine: Engine, readonly server: SimServer, private readonly gateway: LiveGateway, private readonly stops: (() => void)[], private readonly unheard: () => void) {}

  static async open(p: NodeParts): Promise<SimNode> {
    const engine = engineOn(p.db, p.clock, p.seed)
    await engine.open()
    p.chronicle.letGo(engine.epoch, await retired(p.db, p.clock.now()))
    p.chronicle.opened(engine.epoch, engine.position, engine.documents).forEach(p.fault)
    const { epoch } = engine
    const server = new SimServer()
    const unheard = engine.documents.onChange((c) => p.chronicle.changed(epoch, c))
    const stops: (() => void)[] = []
    const gateway = new LiveGateway({
      http: {} as HttpServer, listen: () => server.asServer, engine: p.between?.(engine) ?? engine,
      intake: createIntake(engine.submit.bind(engine), [], (t) => t !== 'PutRecords'), tracks: { fullFrame: () => null, onFrame: () => () => undefined }, seats: oneSeat,
      clock: { now: p.clock.now, mode: 'system', rate: 1, afterReal: p.time.after }, monotonic: p.time.now, build: 'proof', district: 'wucheng', demo: false,
      scenarioSource: () => null, admits: originGuard({ listensOn: '127.0.0.1' }), tracksTickMs: 250, sendTracks: () => undefined, joinTracks: () => undefined, leaveTracks: () => undefined, log: silentLog(),
    })
    const others = followOthers({ engine, bus: p.bus, trouble: (cause) => p.fault(`a node can't follow the log: ${cause}`) })
    stops.push(() => others.stop())
    const every = (ms: number, fn: () => void) => {
      let stop: () => void
      const turn = () => { fn(); stop = p.time.after(ms, turn) }
      stop = p.time.after(ms, turn)
      stops.push(() => stop())
    }
    every(POLL_MS, () => others.poll())
    every(SWEEP_MS, () => engine.sweep())
    return new SimNode(engine, server, gateway, stops, unheard)
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.end())
  }

  private async end(): Promise<void> {
    for (const s of this.stops) s()
    await this.gateway.stop()
    await this.engine.stop()
    // What it was reading when it was told to stop is still read.
    await this.engine.catchUp().catch(() => undefined)
    this.unheard()
  }
}
