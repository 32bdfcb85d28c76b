import { describe, expect, it } from 'vitest'
import type { Call, UnitRow } from './calls'
import { CallChain, type Registers, type Step } from './chains'
import { percentile, reportOf } from './report'
import { splitCsv } from './csv'

const row = (more: Partial<UnitRow>): UnitRow => ({ rowId: '1-E41', unitId: 'E41', received: 0, entry: 10, dispatch: 20, enroute: 30, onScene: 60, available: 100, ...more })
const call = (rows: UnitRow[]): Call => ({ callNumber: '1', callType: 'Alarms', priority: '3', alarms: 1, address: 'x', neighborhood: 'y', lon: -122.4, lat: 37.8, received: 0, entry: 10, rows })
const registers: Registers = { kindIdOf: (t) => (t === 'Alarms' ? 'alarms' : undefined), areaIdOf: () => undefined, orgOfUnit: () => 'fire' }

/** Plays a chain against a server that accepts everything but what `refuse` names. */
function play(chain: CallChain, refuse: (s: Step) => string | null = () => null): Step[] {
  const sent: Step[] = []
  for (let now = 0; now < 10_000_000 && !chain.ended; now += 1000) {
    for (let again = true; again;) {
      again = false
      const own = chain.next()
      if (own && own.due <= now) { sent.push(own); chain.answered({ incidentId: 'i1' }, refuse(own)); again = true }
      for (const r of chain.rows) {
        const s = r.next
        if (!s || s.due > now) continue
        const no = refuse(s)
        if (!no) sent.push(s)
        chain.rowAnswered(r, { orderId: 'o1' }, no, now)
        again = no === null
      }
    }
  }
  return sent
}
const types = (steps: Step[]) => steps.map((s) => s.type)

describe('a recorded call', () => {
  it('becomes a report, an acceptance, an order with its recorded times and a closing', () => {
    const sent = play(new CallChain(call([row({})]), registers, 'r'))
    expect(types(sent)).toEqual(['ReportIncident', 'AcceptIncident', 'IssueOrder', 'ReportEnRoute', 'ReportOnScene', 'ReportDone', 'ResolveIncident', 'ReviewIncident', 'CloseIncident'])
    expect(sent.slice(2, 6).map((s) => s.occurredAt)).toEqual([20, 30, 60, 100])
    expect(new Set(sent.map((s) => s.id)).size).toBe(sent.length)
  })

  it('a unit that never arrived is recalled and says when it was released', () => {
    const chain = new CallChain(call([row({ onScene: null })]), registers, 'r')
    expect(types(play(chain))).toContain('RecallOrder')
    expect(chain.rows[0]).toMatchObject({ outcome: 'cancelled-before-arrival', reason: 'released on the way' })
  })

  it('waits for a unit that is on another call, keeping the recorded time', () => {
    let refused = 0
    const chain = new CallChain(call([row({})]), registers, 'r')
    const sent = play(chain, (s) => (s.type === 'IssueOrder' && refused++ < 3 ? 'unit-not-available' : null))
    expect(sent.find((s) => s.type === 'IssueOrder')!.occurredAt).toBe(20)
    expect(chain.rows[0]!.outcome).toBe('on-scene')
  })

  it('a unit whose end nobody recorded is still released, and is listed', () => {
    const chain = new CallChain(call([row({ available: null })]), registers, 'r')
    play(chain)
    expect(chain.rows[0]).toMatchObject({ outcome: 'on-scene', reason: 'no end recorded' })
    expect(chain.ended).toBe(true)
  })

  it('of a kind the district doesn’t have is listed with all its rows', () => {
    const chain = new CallChain({ ...call([row({}), row({ rowId: '1-T2', unitId: 'T2' })]), callType: 'Martians' }, registers, 'r')
    play(chain)
    expect(reportOf([chain], { sent: 0, accepted: 0, quarantined: {} }, 1)).toMatchObject({ calls: 1, unitRows: 2, rejected: 2, reasons: { 'call: no kind for “Martians”': 2 } })
  })
})

describe('figures', () => {
  it('interpolate like percentile_cont', () => expect([percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 0.9), percentile([], 0.5)]).toEqual([2.5, 3.7, null]))
  it('read quoted fields', () => expect(splitCsv('a,"b, ""c""",,d')).toEqual(['a', 'b, "c"', '', 'd']))
})
