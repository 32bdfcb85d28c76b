import { randomUUID } from 'node:crypto'
import type { Mask } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { createLine, type Line } from '../../../client/src/live/connection'
import { Mirror } from '../../../client/src/live/mirror'
import { createSubmitter, type Submitter } from '../../../client/src/live/submit'
import { browserTimers } from '../../../client/src/live/timers'
import { createTracks } from '../../../client/src/live/tracks'
import { FaultProxy } from '../rig/faultProxy'
import { seatedDial, type SeatedDoor } from '../rig/seat'

/** A picture this screen showed. */
export interface Shown {
  epoch: string
  position: number
  hash: string
  /** Monotonic ms of this process. */
  t: number
}

/**
 * A screen made of the client's own line, mirror, tracks and submitter, behind a proxy that stands for the town's balancer.
 * It writes down every picture it shows; whether they ever stood is judged afterwards, from the log.
 */
export class Screen {
  readonly mirror = new Mirror()
  readonly shown: Shown[] = []
  /** Largest difference between the server's clock as told and this machine's, ms. */
  clockOff = 0
  private readonly tracks = createTracks(browserTimers)
  private readonly line: Line
  private readonly submitter: Submitter
  private epoch: string | null = null

  private constructor(readonly name: string, readonly mask: Mask, readonly balancer: FaultProxy, cookie: string, random: () => number) {
    this.line = createLine({
      url: `http://127.0.0.1:${balancer.port}`, mask, mirror: this.mirror, timers: browserTimers, wallClock: () => Date.now(), random, tracks: true, dial: seatedDial(cookie),
      events: {
        hello: (hello) => { this.tracks.connected(hello.epoch === this.epoch); this.epoch = hello.epoch },
        stamped: (at) => { this.clockOff = Math.max(this.clockOff, Math.abs(at - Date.now())) },
        mirrored: () => this.note(),
        tracks: (bytes) => {
          const groups = this.tracks.frame(bytes)
          if (groups) this.line.askTracks(groups)
        },
        connected: () => this.submitter.connected(),
        disconnected: () => this.submitter.disconnected(),
      },
    })
    this.submitter = createSubmitter(this.line.send, randomUUID, browserTimers)
  }

  /** Sits down before the node on this port. */
  static async open(name: string, mask: Mask, { port, cookie }: SeatedDoor, random: () => number): Promise<Screen> {
    return new Screen(name, mask, await FaultProxy.open(port), cookie, random)
  }

  private note(): void {
    const { epoch, position, hash } = this.mirror
    const last = this.shown.at(-1)
    if (epoch === null || position < 0 || (last?.position === position && last.hash === hash && last.epoch === epoch)) return
    this.shown.push({ epoch, position, hash, t: performance.now() })
  }

  /** Monotonic ms at which this screen first showed a position or a later one; null when it never did. */
  reached(position: number): number | null {
    let [low, high] = [0, this.shown.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.shown[middle]!.position >= position) high = middle
      else low = middle + 1
    }
    return this.shown[low]?.t ?? null
  }

  /** Instant of a unit's newest fix as this screen shows it, or null. */
  fixOf(unitId: string): number | null {
    const slot = this.tracks.table.slotOf(unitId)
    return slot === undefined ? null : this.tracks.table.at[slot]!
  }

  submit(type: string, body: object, id: string): Promise<CommandAnswer> {
    return this.submitter.submit(type, body, { id, ttlMs: 180_000 })
  }

  async close(): Promise<void> {
    this.line.stop()
    this.submitter.stop()
    this.tracks.stop()
    await this.balancer.close()
  }
}
