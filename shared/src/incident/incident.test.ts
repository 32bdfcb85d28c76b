import { describe, expect, it } from 'vitest'
import { accepted, district, NOON } from '../testing/given'
import type { IncidentState } from './contract'
import type { IncidentDayState } from './incidentDay'
import { INCIDENT_NEXT } from './incident'
import { severityRank } from './severity'

const incident = (w: ReturnType<typeof district>, id: string) => w.get<IncidentState>('incident', id)!

describe('reporting', () => {
  it('needs no more than kind and place, and numbers by day of the district', () => {
    const w = district()
    const a = w.do('ReportIncident', { kindId: 'fire', placeText: '八一北街', source: '110' })
    expect(a.no).toBe('WC-20261120-0001')
    expect(incident(w, String(a.incidentId))).toMatchObject({ status: 'reported', priority: 1, title: '居民楼火灾', due: { register: NOON + 60_000 } })
    expect(w.do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '110' }, { at: NOON + 13 * 3_600_000 }).no).toBe('WC-20261121-0001')
  })

  it('counts a report that came late into the day it was received', () => {
    const w = district()
    expect(w.do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '110' }, { occurredAt: NOON - 24 * 3_600_000 }).no).toBe('WC-20261119-0001')
  })

  it.each([
    ['an unknown kind', { kindId: 'ufo' }, 'unknown-kind'], ['an unknown area', { areaId: 'nowhere' }, 'unknown-area'], ['half a point', { lon: 119.6 }, 'half-a-point'],
    ['a field nobody knows', { callerPhone: '1' }, 'invalid-command'], ['no place', { placeText: '' }, 'invalid-command'],
  ])('refuses %s', (_name, more, code) => {
    expect(district().do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '110', ...more }).rejected).toBe(code)
  })

  it('keeps the source’s own severity beside our rank', () => {
    const w = district()
    const id = w.do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '119', severitySource: { scheme: 'fire_grade', code: '4' } }).incidentId
    expect(incident(w, String(id))).toMatchObject({ severityRank: 1, severitySource: { scheme: 'fire_grade', code: '4' } })
  })
})

describe('severity schemes run in opposite directions', () => {
  it.each([['gbt28181', '1', 1], ['gbt28181', '4', 4], ['fire_grade', '5', 1], ['fire_grade', '1', 4], ['warning_colour', 'blue', 4], ['sffd', 'E', 1], ['fire_grade', '9', null],
    ['sffd', 'constructor', null], ['sffd', '__proto__', null]] as const)(
    '%s %s ranks %s', (scheme, code, rank) => expect(severityRank(scheme, code)).toBe(rank))
})

describe('the state table', () => {
  it('has no way out of archived and none back into reported', () => {
    expect(INCIDENT_NEXT.archived).toEqual([])
    expect(Object.values(INCIDENT_NEXT).flat()).not.toContain('reported')
  })

  it('refuses a move the table doesn’t have, and says from where to where', () => {
    const w = district()
    const id = accepted(w)
    expect(w.do('CloseIncident', { incidentId: id })).toMatchObject({ rejected: 'move-not-allowed', from: 'accepted', to: 'closed' })
  })

  it('lets no command undo what the orders made of it', () => {
    const w = district()
    const id = accepted(w)
    w.do('IssueOrder', { incidentId: id, orgId: 'fire', unitId: 'u1' })
    expect(w.do('AcceptIncident', { incidentId: id })).toMatchObject({ rejected: 'move-not-allowed', from: 'dispatched', to: 'accepted' })
    expect(w.do('ReworkIncident', { incidentId: id, reason: '重办' })).toMatchObject({ rejected: 'move-not-allowed', from: 'dispatched', to: 'handling' })
  })

  it('has no grade any more once its kind is one the law doesn’t grade', () => {
    const w = district()
    const id = accepted(w)
    w.do('GradeIncident', { incidentId: id, grade: 'g2' })
    w.do('ReviseIncident', { incidentId: id, kindId: 'dispute' })
    expect(incident(w, id)).toMatchObject({ class: 'social_security', grade: null })
    expect(w.document('incident', id, 'desk')).not.toHaveProperty('before')
  })

  it('is dispatched by the first order, handling by the first answer, accepted again when all return it', () => {
    const w = district()
    const id = accepted(w)
    const order = String(w.do('IssueOrder', { incidentId: id, orgId: 'fire', unitId: 'u1' }).orderId)
    expect(incident(w, id)).toMatchObject({ status: 'dispatched', leadOrgId: 'fire' })
    w.do('DeclineOrder', { orderId: order, reason: '车辆故障' })
    expect(incident(w, id).status).toBe('accepted')
    const second = String(w.do('IssueOrder', { incidentId: id, orgId: 'fire', unitId: 'u2' }).orderId)
    w.do('AcknowledgeOrder', { orderId: second })
    expect(incident(w, id).status).toBe('handling')
  })

  it('can’t be taken back to accepted from under the orders that run', () => {
    const w = district()
    const id = accepted(w)
    w.do('IssueOrder', { incidentId: id, orgId: 'fire', unitId: 'u1' })
    expect(w.do('AcceptIncident', { incidentId: id }).rejected).toBe('move-not-allowed')
  })

  it('can’t be resolved while an order is open; then review and closing follow, each by its own step', () => {
    const w = district()
    const id = accepted(w)
    const order = String(w.do('IssueOrder', { incidentId: id, orgId: 'fire', unitId: 'u1' }).orderId)
    w.do('ReportOnScene', { orderId: order })
    expect(w.do('ResolveIncident', { incidentId: id })).toMatchObject({ rejected: 'orders-open', count: 1 })
    w.do('ReportDone', { orderId: order })
    for (const [command, status] of [['ResolveIncident', 'resolved'], ['ReviewIncident', 'reviewing'], ['CloseIncident', 'closed'], ['ArchiveIncident', 'archived']] as const) {
      expect(w.do(command, { incidentId: id }).rejected).toBeUndefined()
      expect(incident(w, id).status).toBe(status)
    }
  })

  it('goes back to handling for rework, with a reason', () => {
    const w = district()
    const id = accepted(w)
    w.do('ResolveIncident', { incidentId: id })
    expect(w.do('ReworkIncident', { incidentId: id }).rejected).toBe('invalid-command')
    w.do('ReworkIncident', { incidentId: id, reason: '复燃' })
    expect(incident(w, id).status).toBe('handling')
  })

  it('merges into another open incident, never into itself', () => {
    const w = district()
    const [a, b] = [accepted(w), accepted(w)]
    expect(w.do('MergeIncident', { incidentId: a, intoId: a, reason: '重复' }).rejected).toBe('merge-into-itself')
    w.do('MergeIncident', { incidentId: a, intoId: b, reason: '重复' })
    expect(incident(w, a)).toMatchObject({ status: 'merged', mergedInto: b })
    expect(incident(w, b).status).toBe('accepted')
    expect(w.do('IssueOrder', { incidentId: a, orgId: 'fire' }).rejected).toBe('incident-closed')
  })
})

describe('grades', () => {
  it('exist for accidents and never for social-security incidents (art. 3)', () => {
    const w = district()
    const fire = accepted(w)
    expect(w.do('GradeIncident', { incidentId: fire, grade: 'g4' }).rejected).toBeUndefined()
    const dispute = accepted(w, { kindId: 'dispute' })
    expect(incident(w, dispute).grade).toBeNull()
    expect(w.do('GradeIncident', { incidentId: dispute, grade: 'g4' }).rejected).toBe('grade-not-applicable')
  })
})

describe('the wall’s mask', () => {
  it('shows no free text, and a dispute only to the nearest 100 m', () => {
    const w = district()
    const id = accepted(w, { kindId: 'dispute', text: '两家争吵', lon: 119.651234, lat: 29.112345, sourceRef: 'X1' })
    const wall = w.document('incident', id, 'wall')!
    expect(JSON.stringify(wall)).not.toContain('两家争吵')
    expect(wall.place).toMatchObject({ approximate: true, text: '' })
    expect(wall.place).not.toMatchObject({ lon: 119.651234 })
    expect(w.document('incident', id, 'desk')).toMatchObject({ text: '两家争吵', place: { lon: 119.651234 } })
  })
})

describe('the day’s counts', () => {
  const day = (w: ReturnType<typeof district>) => w.get<IncidentDayState>('incidentDay', '20261120')!
  it('equal their parts, also after a correction of kind and place', () => {
    const w = district()
    const id = accepted(w, { areaId: 'a1' })
    accepted(w, { kindId: 'dispute', areaId: 'a2' })
    w.do('ReviseIncident', { incidentId: id, kindId: 'dispute', areaId: 'a2' })
    expect(day(w)).toMatchObject({ reported: 2, categories: { dispute: 2 }, areas: { a2: 2 } })
    expect(day(w).hours.reduce((a, b) => a + b)).toBe(2)
    expect(day(w).hours[12]).toBe(2)
  })
  it('tell closed from set aside', () => {
    const w = district()
    const id = String(w.do('ReportIncident', { kindId: 'fire', placeText: 'x', source: '110' }).incidentId)
    w.do('RejectIncident', { incidentId: id, reason: '误报' })
    expect(day(w)).toMatchObject({ reported: 1, closed: 0, setAside: 1 })
  })
})
