import type { AlertState } from '@liandong/shared/alert/contract'
import type { OrderState } from '@liandong/shared/order/contract'
import type { Ref } from '@liandong/shared/kernel/decider'
import type { SeatedDoor } from '../rig/seat'
import { Witness } from '../rig/witness'

/** How fast the scenario runs, so that an order's minute is over in seconds. */
export const RATE = 30

/** Somebody at a desk who issues orders nobody acknowledges, sees the alerts come and acknowledges those. */
export class Dispatch {
  readonly witness: Witness
  readonly faults: string[] = []
  private answers: number[] = []
  private alerts: number[] = []
  private readonly due = new Map<string, number>()
  private readonly seen = new Set<string>()
  private readonly timers: NodeJS.Timeout[] = []
  private serial = 0

  constructor({ port, cookie }: SeatedDoor, seed: number, private readonly orgId: string) {
    this.witness = new Witness({ port, cookie, name: `dispatch-${seed}`, tracks: true })
  }

  begin(everyMs: number): void {
    this.timers.push(setInterval(() => void this.issue().catch((e: Error) => this.faults.push(e.message)), everyMs), setInterval(() => this.look(), 20))
  }

  private async said(type: string, body: object): Promise<Record<string, string | number>> {
    const began = performance.now()
    const a = await this.witness.submit(type, body)
    this.answers.push(performance.now() - began)
    if (!a.ok) throw new Error(`${type} was refused: ${JSON.stringify(a)}`)
    return a.answer
  }

  private async issue(): Promise<void> {
    const { incidentId } = await this.said('ReportIncident', { kindId: 'residential-fire', placeText: `浪涌 ${++this.serial}`, source: '110' })
    await this.said('AcceptIncident', { incidentId })
    const { orderId } = await this.said('IssueOrder', { incidentId, orgId: this.orgId })
    const issuedAt = performance.now()
    const ref = `order:${String(orderId)}` as Ref
    await this.witness.until(() => this.witness.mirror.text(ref) !== undefined, 10_000)
    const order = JSON.parse(this.witness.mirror.text(ref)!) as OrderState
    this.due.set(String(orderId), issuedAt + order.ladder[0]!.afterMs / RATE)
  }

  private look(): void {
    const { mirror } = this.witness
    for (const r of mirror.refs()) {
      if (!r.startsWith('alert:') || this.seen.has(r)) continue
      const alert = JSON.parse(mirror.text(r)!) as AlertState
      const due = this.due.get(alert.orderId)
      if (due === undefined) continue
      this.seen.add(r)
      this.due.delete(alert.orderId)
      this.alerts.push(Math.max(0, performance.now() - due))
      void this.said('AcknowledgeAlert', { alertId: alert.id }).catch((e: Error) => this.faults.push(e.message))
    }
  }

  /** Alerts overdue by more than this and still not there. */
  missing(ms: number): number {
    return [...this.due.values()].filter((at) => performance.now() - at > ms).length
  }

  /** Milliseconds answers took, and by how much alerts came late, since the last call. */
  take(): { answers: number[]; alerts: number[] } {
    const out = { answers: this.answers, alerts: this.alerts }
    this.answers = []
    this.alerts = []
    return out
  }

  stop(): void {
    for (const t of this.timers) clearInterval(t)
    this.witness.stop()
  }
}
