import type { Call, UnitRow } from './calls'

/** One command to come: when it is due (scenario time), when the record says it happened, and its body once ids are known. */
export interface Step {
  due: number
  occurredAt: number
  id: string
  type: string
  body: object
}

/** What the server's registers tell the replay. */
export interface Registers {
  kindIdOf(callType: string): string | undefined
  areaIdOf(neighborhood: string): string | undefined
  orgOfUnit(unitId: string): string | undefined
}

/** How long a unit without a recorded end stays on its order. */
const UNRECORDED_MS = 3_600_000

/** Where a unit row stands, and why if it will not go on. */
export interface RowState {
  row: UnitRow
  orderId: string | null
  done: boolean
  outcome: 'waiting' | 'on-scene' | 'cancelled-before-arrival' | 'no-end-recorded' | 'rejected'
  reason: string | null
  next: Step | null
}

/**
 * One call's commands, each waiting for the answer of the one before: report, accept, then every unit row as an
 * order with its recorded times, then the closing. At most one command of a chain is under way.
 */
export class CallChain {
  incidentId: string | null = null
  private stage: 'report' | 'accept' | 'orders' | 'resolve' | 'review' | 'close' | 'ended' = 'report'
  readonly rows: RowState[]
  rejected: string | null = null

  constructor(readonly call: Call, private readonly registers: Registers, private readonly run: string) {
    this.rows = call.rows.map((row) => ({ row, orderId: null, done: false, outcome: 'waiting', reason: null, next: null }))
  }

  get ended(): boolean {
    return this.stage === 'ended'
  }

  private id = (part: string) => `replay-${this.run}-${part}`

  /** The chain's own next command, if any; unit rows have theirs. */
  next(): Step | null {
    const { call } = this
    if (this.stage === 'report') {
      const kindId = this.registers.kindIdOf(call.callType)
      if (!kindId) { this.refuse(`no kind for “${call.callType}”`); return null }
      const areaId = this.registers.areaIdOf(call.neighborhood)
      const body = {
        kindId, placeText: call.address || call.neighborhood || 'San Francisco', lon: call.lon, lat: call.lat, ...(areaId ? { areaId } : {}), source: '119' as const,
        sourceRef: call.callNumber, severitySource: { scheme: 'sffd', code: call.priority },
      }
      return { due: call.received, occurredAt: call.received, id: this.id(`${call.callNumber}-report`), type: 'ReportIncident', body }
    }
    if (this.stage === 'accept') return this.move('AcceptIncident', Math.max(call.entry, call.received))
    if (this.stage === 'orders' || this.stage === 'ended') return null
    const last = Math.max(...this.rows.map((r) => r.row.available ?? Math.max(r.row.dispatch, r.row.onScene ?? 0) + UNRECORDED_MS))
    return this.move({ resolve: 'ResolveIncident', review: 'ReviewIncident', close: 'CloseIncident' }[this.stage], last)
  }

  private move(type: string, at: number): Step {
    return { due: at, occurredAt: at, id: this.id(`${this.call.callNumber}-${type}`), type, body: { incidentId: this.incidentId } }
  }

  /** Takes the answer to the chain's own command. */
  answered(answer: { incidentId?: string | number } | null, rejected: string | null): void {
    if (rejected) return this.refuse(rejected)
    if (this.stage === 'report') this.incidentId = String(answer?.incidentId)
    this.stage = ({ report: 'accept', accept: 'orders', resolve: 'review', review: 'close', close: 'ended', orders: 'orders', ended: 'ended' } as const)[this.stage]
    if (this.stage === 'orders') for (const r of this.rows) r.next = this.issue(r.row)
  }

  private refuse(reason: string): void {
    this.rejected = reason
    this.stage = 'ended'
    for (const r of this.rows) if (!r.done) Object.assign(r, { done: true, outcome: 'rejected', reason: `call: ${reason}`, next: null })
  }

  private issue(row: UnitRow): Step | null {
    const orgId = this.registers.orgOfUnit(row.unitId)
    return { due: row.dispatch, occurredAt: row.dispatch, id: this.id(`${row.rowId}-issue`), type: 'IssueOrder', body: { incidentId: this.incidentId, orgId: orgId ?? 'unknown', unitId: row.unitId } }
  }

  /** Takes the answer to a row's command and sets its next one. A busy unit is waited for. */
  rowAnswered(r: RowState, answer: { orderId?: string | number } | null, rejected: string | null, now: number): void {
    if (rejected === 'unit-not-available' && r.next) {
      // The record has a unit on two calls for a moment; the order is issued when it is free, with its recorded time.
      r.next = { ...r.next, due: now + 1000 }
      return
    }
    if (rejected) return this.endRow(r, 'rejected', rejected)
    if (answer?.orderId) r.orderId = String(answer.orderId)
    const type = r.next?.type
    const { row } = r
    const due = (at: number) => Math.max(at, r.next?.due ?? at)
    const step = (name: string, at: number, more: object = {}): Step => ({ due: due(at), occurredAt: at, id: this.id(`${row.rowId}-${name}`), type: name, body: { orderId: r.orderId, channel: 'record', ...more } })
    if (type === 'IssueOrder' && row.enroute !== null) r.next = step('ReportEnRoute', row.enroute)
    else if ((type === 'IssueOrder' || type === 'ReportEnRoute') && row.onScene !== null) r.next = step('ReportOnScene', row.onScene)
    else if (type === 'ReportOnScene') {
      r.outcome = 'on-scene'
      r.next = row.available === null ? this.release(r) : step('ReportDone', row.available)
    } else if (type === 'ReportDone') this.endRow(r, 'on-scene', null)
    else if (type === 'RecallOrder' && row.available === null) this.endRow(r, r.outcome === 'on-scene' ? 'on-scene' : 'no-end-recorded', 'no end recorded')
    else if (type === 'RecallOrder') this.endRow(r, 'cancelled-before-arrival', row.enroute === null ? 'released before leaving' : 'released on the way')
    else if (row.available === null) r.next = this.release(r)
    else r.next = step('RecallOrder', row.available, { reason: 'released (recorded)' })
  }

  /** A unit whose end nobody recorded is released after a while, without a time of its own, so that its next call can be played. */
  private release(r: RowState): Step {
    const last = Math.max(r.row.dispatch, r.row.enroute ?? 0, r.row.onScene ?? 0)
    return { due: last + UNRECORDED_MS, occurredAt: last + UNRECORDED_MS, id: this.id(`${r.row.rowId}-release`), type: 'RecallOrder', body: { orderId: r.orderId, channel: 'record', reason: 'no end recorded' } }
  }

  /** Whatever still waits when the recorded days are long over. */
  giveUp(): void {
    for (const r of this.rows) if (!r.done) Object.assign(r, { done: true, outcome: 'rejected', reason: `never became possible: ${r.next?.type ?? 'nothing'}`, next: null })
    this.stage = 'ended'
  }

  private endRow(r: RowState, outcome: RowState['outcome'], reason: string | null): void {
    Object.assign(r, { done: true, outcome, reason, next: null })
    if (this.rows.every((x) => x.done)) this.stage = 'resolve'
  }
}
