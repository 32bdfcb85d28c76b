import { setTimeout as pause } from 'node:timers/promises'
import type { Dice } from '../../../server/src/features/demo/dice'
import type { Listener } from './listener'
import type { Speaker } from './speaker'

/** Orders of one incident. */
const ORDERS = 20
const REASON = '演练'

export interface DeskParts {
  speaker: Speaker
  listener: Listener
  dice: Dice
  /** ms from the issue to each step. */
  ladder: readonly number[]
  orgs: readonly string[]
  kindId: string
  /** Whether some of the orders are answered at all. */
  answers: boolean
}

/** A desk that goes on issuing orders; what becomes of each is thrown when it is issued. */
export class Desk {
  readonly issued: string[] = []
  private readonly fates: Promise<unknown>[] = []
  private open = true
  private readonly issuing: Promise<void>

  constructor(private readonly p: DeskParts) {
    this.issuing = this.issue()
    // Told by `close`, not before.
    this.issuing.catch(() => undefined)
  }

  /** Issues no more, and waits until every answer has been said. */
  async close(): Promise<void> {
    this.open = false
    await this.issuing
    await Promise.all(this.fates)
  }

  private async issue(): Promise<void> {
    const { speaker, dice, orgs } = this.p
    while (this.open) {
      const reported = await speaker.say('ReportIncident', { kindId: this.p.kindId, placeText: '演练地点', source: '110' })
      const incidentId = idIn(reported, 'incidentId')
      await speaker.say('AcceptIncident', { incidentId })
      for (let i = 0; i < ORDERS && this.open; i++) {
        await pause(dice.between(20, 120))
        const orderId = idIn(await speaker.say('IssueOrder', { incidentId, orgId: orgs[i % orgs.length] }), 'orderId')
        this.issued.push(orderId)
        if (this.p.answers) this.fates.push(this.fate(orderId, Date.now()))
      }
    }
  }

  /** Nobody answers nearly half of them; the others are answered as close to a step as we can hit it, on either side. */
  private async fate(orderId: string, issuedAt: number): Promise<void> {
    const { dice, speaker, ladder } = this.p
    const what = dice.weighted([['nobody', 45], ['order', 30], ['alert', 12], ['recall', 8], ['soon', 5]] as const, ([, w]) => w)[0]
    const at = issuedAt + dice.pick(ladder) + dice.normal() * 60
    if (what === 'nobody') return
    if (what === 'soon') await pause(dice.between(0, 300))
    else await pause(Math.max(0, at - Date.now()))
    if (what === 'recall') await speaker.say('RecallOrder', { orderId, reason: REASON })
    else if (what === 'alert') await this.acknowledgeAlert(orderId)
    else await speaker.say('AcknowledgeOrder', { orderId })
  }

  private async acknowledgeAlert(orderId: string): Promise<void> {
    for (let i = 0; i < 100; i++) {
      const alertId = this.p.listener.alertOf(orderId)
      if (alertId !== undefined) return void (await this.p.speaker.say('AcknowledgeAlert', { alertId }))
      await pause(50)
    }
  }
}

function idIn(answer: Awaited<ReturnType<Speaker['say']>>, name: string): string {
  if (answer.ok) return String(answer.answer[name])
  throw new Error(`refused: ${JSON.stringify(answer)}`)
}
