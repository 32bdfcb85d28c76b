import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { ServerProcess } from './serverProcess'
import { CITY, CITY_ORGS, type CityUnit } from './city'

/** One command for the public door. */
export interface Wish {
  type: string
  body: Record<string, unknown>
  /** When it happened, where that is not now. */
  occurredAt?: number
}

/** An open incident of the city and the order under which one unit works on it. */
export interface OpenIncident {
  incidentId: string
  orderId: string
  unitId: string
}

/** Kinds of the pack that aren't P1: those alone move a wall's map. */
const KINDS = ['road-crash', 'e-bike-crash', 'locked-out', 'water-leak', 'power-cut', 'theft', 'street-light', 'traffic-jam', 'medical', 'noise'] as const
const MOST = 200
/** P3 as the pack has it, and P1. */
export const ACK_MS = { p3: 600_000, p1: 60_000 } as const

/** The centre's desk over HTTP: what a city's people do in a day, by the same door as everybody. */
export class CityDesk {
  private serial = 0
  /** Server's instant minus this process's monotonic milliseconds. */
  private offset = 0
  private rate = 1
  commands = 0

  constructor(private readonly server: ServerProcess, private readonly units: readonly CityUnit[], private readonly dice: () => number, private readonly name = 'city') {}

  /** Learns the server's clock; the shortest of a few questions counts. */
  async readClock(): Promise<void> {
    let best = Infinity
    for (let i = 0; i < 9; i++) {
      const asked = performance.now()
      const { now, rate } = await this.server.get<{ now: number; rate: number }>('/demo/clock')
      const took = performance.now() - asked
      if (took >= best) continue
      best = took
      this.rate = rate
      this.offset = now - (asked + took / 2) * rate
    }
  }

  /** The server's clock now, UTC ms. */
  now(): number {
    return this.offset + performance.now() * this.rate
  }

  /** This process's monotonic instant at which the server's clock shows an instant. */
  monotonic(instant: number): number {
    return (instant - this.offset) / this.rate
  }

  /** Gives commands in lists of at most 200, list after list; each must be accepted. Answers what the door answered. */
  async all(wishes: readonly Wish[]): Promise<Record<string, string | number>[]> {
    const out: Record<string, string | number>[] = []
    for (let i = 0; i < wishes.length; i += MOST) {
      const part = wishes.slice(i, i + MOST)
      const { answers } = await this.server.post<{ answers: CommandAnswer[] }>('/api/commands', { commands: part.map((w) => this.message(w)) })
      answers.forEach((a, k) => {
        if (!a.ok) throw new Error(`${part[k]!.type} was refused: ${JSON.stringify(a)}`)
        out.push(a.answer)
      })
    }
    return out
  }

  /** Gives one command; answers the door's answer, whatever it is. */
  one(w: Wish): Promise<CommandAnswer> {
    return this.server.post<CommandAnswer>('/api/commands', this.message(w))
  }

  private message(w: Wish): object {
    this.commands++
    return { v: 1, id: `${this.name}-${++this.serial}`, type: w.type, body: w.body, ...(w.occurredAt === undefined ? {} : { occurredAt: Math.round(w.occurredAt) }) }
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.dice() * from.length)]!
  }

  /** Reports of incidents near units of the city, at instants of the past. */
  reports(count: number, at: (i: number) => number): Wish[] {
    return Array.from({ length: count }, (_, i) => {
      const near = this.pick(this.units)
      return {
        type: 'ReportIncident', occurredAt: at(i),
        body: { kindId: this.pick(KINDS), placeText: `${i + 1} 号`, source: '110', priority: 3, lon: near.homeLon + (this.dice() - 0.5) * 0.01, lat: near.homeLat + (this.dice() - 0.5) * 0.01 },
      }
    })
  }

  /** Opens incidents, each with a unit that is on its way, on scene or at work. Units are taken from the front of the city's list. */
  async open(count: number = CITY.incidents, unitFrom = 0): Promise<OpenIncident[]> {
    // Everything in time: what is on its way was ordered lately, what is at work has said so.
    const driving = (i: number) => i % 5 === 0
    const now = this.now()
    const at = (i: number) => now - (driving(i) ? 12 : 60) * 60_000 + (i / count) * 300_000
    const ids = (await this.all(this.reports(count, at))).map((a) => String(a.incidentId))
    await this.all(ids.map((incidentId, i) => ({ type: 'AcceptIncident', body: { incidentId }, occurredAt: at(i) + 20_000 })))
    const units = ids.map((_, i) => this.units[unitFrom + i]!)
    const orders = (await this.all(ids.map((incidentId, i) => ({ type: 'IssueOrder', body: { incidentId, orgId: units[i]!.orgId, unitId: units[i]!.id }, occurredAt: at(i) + 40_000 })))).map((a) => String(a.orderId))
    const step = (type: string, minutes: number, which: (i: number) => boolean, more: object = {}) =>
      this.all(orders.flatMap((orderId, i) => (which(i) ? [{ type, body: { orderId, ...more }, occurredAt: at(i) + minutes * 60_000 }] : [])))
    await step('AcknowledgeOrder', 1, () => true)
    await step('ReportEnRoute', 2, () => true)
    await step('ReportOnScene', 9, (i) => !driving(i))
    await step('ReportFeedback', 12, (i) => !driving(i), { text: '已到现场' })
    return ids.map((incidentId, i) => ({ incidentId, orderId: orders[i]!, unitId: units[i]!.id }))
  }

  /** One change of an incident that is open: a correction or word from the scene. */
  change(open: readonly OpenIncident[]): Wish {
    const i = Math.floor(this.dice() * open.length)
    const { incidentId, orderId } = open[i]!
    if (i % 5 > 0 && this.dice() < 0.5) return { type: 'ReportFeedback', body: { orderId, text: `现场第 ${this.serial} 次反馈` } }
    return { type: 'ReviseIncident', body: { incidentId, casualties: { deaths: 0, injured: this.serial % 5, trapped: 0, missing: null } } }
  }

  /**
   * Orders that nobody will answer, recorded as issued so long ago that the first step of each one's ladder falls due at
   * the instant asked for. The step is taken by the server's own job, like any other.
   */
  unanswered(incidentIds: readonly string[], dueAt: (i: number) => number, orgOf: (i: number) => string, ackMs: number = ACK_MS.p3): Wish[] {
    return incidentIds.map((incidentId, i) => ({ type: 'IssueOrder', body: { incidentId, orgId: orgOf(i) }, occurredAt: dueAt(i) - ackMs }))
  }
}

/** Organisation number `i` of those that may be ordered, round and round. */
export const orgNumber = (i: number): { id: string; shortName: string } => CITY_ORGS[i % CITY_ORGS.length]!
