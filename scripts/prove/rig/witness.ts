import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Mask, Ref } from '@liandong/shared/kernel/decider'
import { createLine, type Line } from '../../../client/src/live/connection'
import { Mirror } from '../../../client/src/live/mirror'
import { createSubmitter } from '../../../client/src/live/submit'
import type { Timers } from '../../../client/src/live/timers'
import { seatedDial } from './seat'

const timers: Timers = { now: () => performance.now(), set: (fn, ms) => setTimeout(fn, ms), clear: (t) => clearTimeout(t as NodeJS.Timeout) }

export interface WitnessOptions {
  port: number
  /** Its seat, as text of a `Cookie` header. */
  cookie: string
  mask?: Mask
  tracks?: boolean
  /** Of its ids; has to differ between witnesses of one server. */
  name: string
  random?(): number
}

/** A screen made of the real line, mirror and submitter, in real time, that notes how it was served. */
export class Witness {
  readonly mirror = new Mirror()
  /** Greetings: one for each connection that came to be. */
  connections = 0
  /** Heartbeats whose hash agreed with what it holds, and those that did not. */
  equal = 0
  unequal = 0
  frames = 0
  /** When the newest connection was greeted and when its picture was whole (`Date.now`, one clock for all processes of a machine); 0 before. */
  greetedAt = 0
  wholeAt = 0
  /** Whether a heartbeat has confirmed the picture of this connection by its hash. */
  confirmed = false
  private greetedPosition = 0
  /** Milliseconds until each of its commands was answered, and until its effect stood in the mirror. */
  readonly answered: number[] = []
  readonly shown: number[] = []
  private readonly line: Line
  private readonly submitter
  private readonly waits = new Set<() => void>()
  private serial = 0

  constructor(private readonly o: WitnessOptions) {
    this.line = createLine({
      url: `http://127.0.0.1:${o.port}`, mask: o.mask ?? 'desk', mirror: this.mirror, timers, tracks: o.tracks ?? false, random: o.random ?? Math.random, wallClock: () => performance.now(),
      dial: seatedDial(o.cookie),
      events: {
        hello: (h) => this.greeted(h.position), stamped: () => undefined, tracks: () => void this.frames++,
        mirrored: () => this.look(), connected: () => this.submitter.connected(), disconnected: () => this.submitter.disconnected(),
      },
    })
    this.submitter = createSubmitter(this.line.send, () => `${o.name}-${++this.serial}`, timers)
  }

  private greeted(position: number): void {
    this.connections++
    this.greetedAt = Date.now()
    this.greetedPosition = position
    this.wholeAt = 0
    this.confirmed = false
    // What was compared before says nothing of what comes now.
    this.mirror.equal = null
  }

  private look(): void {
    if (this.wholeAt === 0 && this.greetedAt > 0 && !this.mirror.arriving && this.mirror.position >= this.greetedPosition) this.wholeAt = Date.now()
    if (this.mirror.equal === true) this.confirmed = this.wholeAt > 0
    if (this.mirror.equal === true) this.equal++
    else if (this.mirror.equal === false) this.unequal++
    this.mirror.drain()
    for (const w of [...this.waits]) w()
  }

  /** Resolves once the mirror fits; rejects after so many ms. */
  until(fits: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => { if (fits()) end(resolve) }
      const end = (fn: () => void) => { clearTimeout(timer); this.waits.delete(look); fn() }
      const timer = setTimeout(() => end(() => reject(new Error(`${this.o.name} waited ${ms} ms in vain`))), ms)
      this.waits.add(look)
      look()
    })
  }

  submit(type: string, body: object): Promise<CommandAnswer> {
    return this.submitter.submit(type, body)
  }

  /** Reports something and waits until it is answered and until it stands in the mirror. */
  async report(ms = 10_000): Promise<void> {
    const began = performance.now()
    const a = await this.submit('ReportIncident', { kindId: 'residential-fire', placeText: `旁证 ${++this.serial}`, source: '110' })
    this.answered.push(performance.now() - began)
    if (!a.ok) throw new Error(`refused: ${JSON.stringify(a)}`)
    await this.until(() => this.mirror.text(`incident:${String(a.answer.incidentId)}` as Ref) !== undefined, ms)
    this.shown.push(performance.now() - began)
  }

  stop(): void {
    this.line.stop()
    this.submitter.stop()
  }
}
