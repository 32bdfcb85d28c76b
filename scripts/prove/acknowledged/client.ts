import { setTimeout as pause } from 'node:timers/promises'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Dice } from '../../../server/src/features/demo/dice'
import type { Journal } from '../rig/journal'
import type { SeatedDoor } from '../rig/seat'
import { Doors } from './doors'
import type { AckedEntry, Door, Said } from './entries'

/** Between two commands of one client, on average. */
const BREATH_MS = 15
/** How often something already answered is said once more. */
const AGAIN = 0.12
/** Not a "no": the same command is sent again. */
const NOT_YET = new Set(['too-fast', 'unavailable', 'not-ready'])

export interface ClientParts {
  name: string
  dice: Dice
  journal: Journal<AckedEntry>
  /** By which doors this one comes in. */
  doors: readonly Door[]
  at: SeatedDoor
  /** Settles when the server is there again; at once while it is. */
  open(): Promise<void>
  /** Organisations that may be ordered. */
  orgs: readonly string[]
}

/**
 * A desk at work, one command after the other: reports, accepts, orders, acknowledges, reports from the scene. What gets no
 * answer is sent again under the same id until it has one, by whichever door; what was answered is sometimes said again.
 */
export class Client {
  private serial = 0
  private readonly done: Said[] = []
  private readonly doors: Doors
  private stopping = false
  private givenUp = false

  constructor(private readonly p: ClientParts) {
    this.doors = new Doors(p.at, (h, since) => p.journal.write({ what: 'hello', client: p.name, since, epoch: h.epoch, position: h.position }))
  }

  /** Works until told to stop, and then ends the command it is at. */
  async run(): Promise<void> {
    while (!this.stopping) await this.handleOne()
  }

  /** Lets it end what it has begun. */
  stop(): void {
    this.stopping = true
  }

  /** Says again so many of the things it had answered, whenever that was. */
  async sayAgain(times: number): Promise<void> {
    for (let i = 0; i < times && this.done.length > 0; i++) await this.deliver(this.p.dice.pick(this.done), true)
  }

  /** Ends it wherever it is; what it waited for stays without an answer. */
  close(): void {
    this.stopping = this.givenUp = true
    this.doors.close()
  }

  /** One incident from its report to its end; given up at a "no", which the checker holds against the server. */
  private async handleOne(): Promise<void> {
    const { dice, orgs } = this.p
    const priority = dice.pick([1, 2, 3, 4])
    const reported = await this.say('ReportIncident', { kindId: 'residential-fire', placeText: '八一北街 18 号', source: '110', sourceRef: this.nextId(), priority }, ['IncidentReported'])
    const incidentId = reported?.incidentId
    if (incidentId === undefined || !(await this.say('AcceptIncident', { incidentId }, ['IncidentAccepted']))) return
    const orgId = dice.pick(orgs)
    // A top-priority order made a minute ago and left unanswered is due for its first alert now.
    const unanswered = priority === 1 && dice.chance(0.5)
    const issued = await this.say('IssueOrder', { incidentId, orgId }, ['OrderIssued'], unanswered ? Date.now() - 60_000 : undefined)
    if (!issued || unanswered) return
    const { orderId } = issued
    for (const [type, ...makes] of [
      ['AcknowledgeOrder', 'OrderAcknowledged'], ['ReportEnRoute', 'OrderEnRoute'], ['ReportOnScene', 'OrderOnScene'],
      // Two events of one command: the half that must never stand alone.
      ['ReportFeedback', 'OrderFeedback', 'OrderWorking'], ['ReportFeedback', 'OrderFeedback'], ['ReportDone', 'OrderDone'],
    ] as const) {
      const text = type === 'ReportFeedback' ? { text: `火势已控制 ${this.serial}` } : {}
      if (this.stopping || !(await this.say(type, { orderId, ...text }, [...makes]))) return
    }
  }

  private nextId = () => `${this.p.name}-${this.serial + 1}`

  private async say(type: string, body: Record<string, unknown>, makes: string[], occurredAt?: number): Promise<Record<string, string | number> | null> {
    const said: Said = { id: this.nextId(), type, body, makes, ...(occurredAt === undefined ? {} : { occurredAt }) }
    this.serial++
    const answer = await this.deliver(said, false)
    if (!answer.ok) return null
    this.done.push(said)
    if (this.p.dice.chance(AGAIN)) await this.sayAgain(1)
    await pause(this.p.dice.between(0, 2 * BREATH_MS))
    return answer.answer
  }

  /** Sends until there is an answer that is one. */
  private async deliver(said: Said, again: boolean): Promise<CommandAnswer> {
    const { journal, dice } = this.p
    for (let resend = again; !this.givenUp; resend = true) {
      await this.p.open()
      const door = dice.pick(this.p.doors)
      journal.write({ what: 'sent', said, door, again: resend })
      try {
        const answer = await this.doors.send(door, said)
        journal.write({ what: 'answered', id: said.id, door, answer })
        if (answer.ok || !('rejected' in answer) || !NOT_YET.has(answer.rejected)) return answer
      } catch (e) {
        journal.write({ what: 'unanswered', id: said.id, why: e instanceof Error ? e.message : String(e) })
      }
      await pause(20)
    }
    return { ok: false, rejected: 'unavailable', detail: {} }
  }
}
