import { setTimeout as pause } from 'node:timers/promises'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Dice } from '../../../server/src/features/demo/dice'
import { fromSeat } from '../rig/seat'
import { KIND, ORG, UNITS } from './register'
import type { Town } from './town'

/** One command as its caller lived it. */
export interface Call {
  id: string
  type: string
  /** Index of the node that gave the answer. */
  node: number
  /** Monotonic ms of the first try and of the answer. */
  t: number
  answeredAt: number
  tries: number
  answer: CommandAnswer
}

const CALLERS = 4
/** A caller waits this long, then says the same again to the other node. */
const PATIENCE_MS = 4000
const GIVE_UP_MS = 150_000
const NOT_YET = new Set(['unavailable', 'too-fast'])

/** Callers who report, accept and order at both nodes, and repeat under the same id until they are answered. */
export class Calls {
  readonly answered: Call[] = []
  /** Everybody only reports, and to A alone: then nothing of its own makes B look at the log. */
  reportsToA = false
  private going = false
  private callers: Promise<unknown> | null = null
  private serial = 0

  constructor(private readonly town: Town) {}

  start(): void {
    if (this.going) return
    this.going = true
    this.callers = Promise.all(Array.from({ length: CALLERS }, (_, i) => this.work(i, this.town.dice.fork(`caller ${i} ${this.serial}`))))
  }

  async stop(): Promise<void> {
    this.going = false
    await this.callers
  }

  /** One caller's day: an incident after the other, each carried through or left to its ladder. */
  private async work(caller: number, dice: Dice): Promise<void> {
    while (this.going) {
      const no = ++this.serial
      const incidentId = await this.say(caller, dice, 'ReportIncident', { kindId: KIND, placeText: `seed ${this.town.o.seed} call ${no}`, source: '110' }, 'incidentId')
      if (incidentId && !this.reportsToA) await this.carry(caller, dice, incidentId)
    }
  }

  private async carry(caller: number, dice: Dice, incidentId: string): Promise<void> {
    const isServed = dice.chance(0.6)
    // A unit each, so that nobody waits for another's.
    const unit = UNITS[caller * 5]!
    const order = isServed ? { incidentId, orgId: ORG, unitId: unit.id } : { incidentId, orgId: ORG }
    if ((await this.say(caller, dice, 'AcceptIncident', { incidentId })) === null) return
    const orderId = await this.say(caller, dice, 'IssueOrder', order, 'orderId')
    if (!orderId || !isServed) return
    for (const step of ['AcknowledgeOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportDone']) await this.say(caller, dice, step, { orderId })
  }

  /** Says it until it is answered, and answers the named value; null when it was refused. A refusal here is a fault: every wish makes sense. */
  private async say(caller: number, dice: Dice, type: string, body: object, key?: string): Promise<string | null> {
    await pause(dice.between(20, 200))
    const id = `call-${this.town.o.seed}-${caller}-${++this.serial}`
    const t = performance.now()
    const desk = !this.reportsToA && dice.chance(0.2) ? dice.pick(this.town.screens.filter((s) => s.mask === 'desk')) : null
    if (desk) {
      const answer = await desk.submit(type, body, id)
      if (answer.ok || !('fault' in answer)) return this.take({ id, type, node: -1, t, answeredAt: performance.now(), tries: 1, answer }, key)
    }
    let node = this.reportsToA ? 0 : dice.whole(0, 2)
    for (let tries = 1; performance.now() - t < GIVE_UP_MS; tries++) {
      const answer = await this.post(node, { v: 1, id, type, body })
      if (answer && (answer.ok || ('rejected' in answer && !NOT_YET.has(answer.rejected)))) {
        return this.take({ id, type, node, t, answeredAt: performance.now(), tries, answer }, key)
      }
      await pause(dice.between(100, 300))
      node = 1 - node
    }
    this.town.fault(`${type} ${id} was never answered`)
    return null
  }

  private take(c: Call, key?: string): string | null {
    this.answered.push(c)
    if (!c.answer.ok) {
      this.town.fault(`${c.type} ${c.id} was refused after ${c.tries} tries: ${JSON.stringify(c.answer)}`)
      return null
    }
    return key ? String(c.answer.answer[key]) : ''
  }

  private async post(node: number, message: object): Promise<CommandAnswer | null> {
    try {
      const { port, cookie } = this.town.nodes[node]!.server
      const answer = await fetch(`http://127.0.0.1:${port}/api/commands`, {
        method: 'POST', headers: { 'content-type': 'application/json', ...fromSeat(cookie) }, body: JSON.stringify(message), signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return (await answer.json()) as CommandAnswer
    } catch {
      return null
    }
  }
}
