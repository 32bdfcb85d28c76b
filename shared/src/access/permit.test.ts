import { describe, expect, it } from 'vitest'
import type { Actor } from '../kernel/decider'
import { World } from '../testing/given'
import { permit } from './permit'
import { scopeOf } from './scope'
import { maySee, viewerOf } from './viewer'
import type { PersonState } from '../person/contract'

const person = (id: string): Actor => ({ kind: 'person', id })
const rights = (roles: string[], more: object = {}) => ({ roles, post: 'dutyOfficer', areaIds: [], active: true, ...more })

function world(): World {
  return new World()
    .put('organisation', 'power', { name: '供电', parent: undefined })
    .put('organisation', 'power-east', { name: '供电东区', parent: 'power' })
    .put('organisation', 'gas', { name: '燃气' })
    .put('area', 'town', { name: '白龙桥镇' }).put('area', 'village', { name: '新昌桥村', parent: 'town' }).put('area', 'other', { name: '罗店镇' })
}
const put = (w: World, id: string, after: object) => w.do('PutPerson', { personId: id, after })

describe('scope', () => {
  it('holds an organisation and what belongs to it', () => {
    expect(scopeOf(world(), { roles: ['liaison'], orgId: 'power', areaIds: [] })).toEqual(['org:power', 'org:power-east'])
  })

  it('holds the areas of a township and all in them, and none of a liaison', () => {
    expect(scopeOf(world(), { roles: ['township'], areaIds: ['town'] })).toEqual(['area:town', 'area:village'])
    expect(scopeOf(world(), { roles: ['liaison'], orgId: 'gas', areaIds: ['town'] })).toEqual(['org:gas'])
  })

  it('ends in a register that holds a circle', () => {
    const w = world().put('area', 'town', { name: '白龙桥镇', parent: 'village' })
    expect(scopeOf(w, { roles: ['grid'], areaIds: ['town'] })).toEqual(['area:town', 'area:village'])
  })
})

describe('a person', () => {
  it('may not hold all three administrator roles', () => {
    expect(put(world(), 'p', rights(['sys_admin', 'sec_admin', 'audit_admin'])).rejected).toBe('all-admin-roles')
  })

  it('of a part needs to be told which', () => {
    expect(put(world(), 'p', rights(['township'])).rejected).toBe('scope-missing')
    expect(put(world(), 'p', rights(['township'], { areaIds: ['nowhere'] })).rejected).toBe('unknown-area')
    expect(put(world(), 'p', rights(['liaison'], { orgId: 'nobody' })).rejected).toBe('unknown-org')
  })

  it('who is the last security administrator stays one', () => {
    const w = world()
    put(w, 'p', rights(['sec_admin']))
    expect(put(w, 'p', rights(['sec_admin'], { active: false })).rejected).toBe('last-admin')
    put(w, 'q', rights(['sec_admin']))
    expect(put(w, 'p', rights(['sec_admin'], { active: false })).rejected).toBeUndefined()
    expect(put(w, 'q', rights(['dispatcher'])).rejected).toBe('last-admin')
  })

  it('never changes its own rights', () => {
    const w = world()
    expect(put(w, 'desk', rights(['sec_admin'])).rejected).toBe('own-rights')
  })
})

describe('a command', () => {
  const w = world()
  put(w, 'chief', rights(['duty_chief']))
  put(w, 'power-desk', rights(['liaison'], { orgId: 'power' }))
  put(w, 'town-desk', rights(['township'], { areaIds: ['town'] }))
  put(w, 'gone', rights(['duty_chief'], { active: false }))
  const give = (id: string, type: string, body: object) => permit(w, person(id), type, body)?.rejected ?? 'yes'

  it('is refused to somebody unknown or put out of service', () => {
    expect(give('nobody', 'AcceptIncident', { incidentId: 'i' })).toBe('not-permitted')
    expect(give('gone', 'AcceptIncident', { incidentId: 'i' })).toBe('not-permitted')
  })

  it('of the centre is about any case', () => expect(give('chief', 'AcceptIncident', { incidentId: 'i' })).toBe('yes'))

  it('of the server itself is nobody else\'s', () => {
    expect(give('chief', 'EscalateAlert', { orderId: 'o', step: 1 })).toBe('not-permitted')
    expect(permit(w, { kind: 'system', id: 'jobs' }, 'EscalateAlert', {})).toBeNull()
    expect(permit(w, { kind: 'feed', id: 'f' }, 'IssueOrder', {})?.rejected).toBe('not-permitted')
  })

  it('reports only into its own part', () => {
    expect(give('town-desk', 'ReportIncident', { areaId: 'village' })).toBe('yes')
    expect(give('town-desk', 'ReportIncident', { areaId: 'other' })).toBe('not-permitted')
    expect(give('town-desk', 'ReportIncident', {})).toBe('not-permitted')
  })

  it('answers only orders of its own organisation', () => {
    const f = world()
    put(f, 'power-desk', rights(['liaison'], { orgId: 'power' }))
    const order = (id: string, orgId: string) => f.fold([{ type: 'OrderIssued', v: 1, subjects: [`order:${id}`], data: { orderId: id, incidentId: 'i', orgId, unitId: null, areaId: 'town', clocks: {}, ladder: [] } }])
    order('ours', 'power-east')
    order('theirs', 'gas')
    expect(permit(f, person('power-desk'), 'AcknowledgeOrder', { orderId: 'ours' })).toBeNull()
    expect(permit(f, person('power-desk'), 'AcknowledgeOrder', { orderId: 'theirs' })?.rejected).toBe('not-permitted')
    expect(permit(f, person('power-desk'), 'AcknowledgeOrder', { orderId: 'none' })?.rejected).toBe('not-permitted')
    expect(permit(f, person('power-desk'), 'AcknowledgeOrder', { orderId: { toString: () => 'ours' } })?.rejected).toBe('not-permitted')
  })
})

describe('a feed', () => {
  const f = world()
  f.put('unit', 'u1', { callSign: '一', orgId: 'power', sourceId: 'power-gps' }).put('unit', 'u2', { callSign: '二', orgId: 'power', sourceId: 'other-gps' })
  for (const unitId of ['u1', 'u2']) f.fold([{ type: 'OrderIssued', v: 1, subjects: [`order:o-${unitId}`], data: { orderId: `o-${unitId}`, incidentId: 'i', orgId: 'power', unitId, clocks: {}, ladder: [] } }])
  const give = (type: string, body: object) => permit(f, { kind: 'feed', id: 'power-gps' }, type, body)?.rejected ?? 'yes'

  it('reports, and answers for its own units only', () => {
    expect(give('ReportIncident', {})).toBe('yes')
    expect(give('ReportOnScene', { orderId: 'o-u1' })).toBe('yes')
    expect(give('ReportOnScene', { orderId: 'o-u2' })).toBe('not-permitted')
    expect(give('ChangeUnitStatus', { unitId: 'u1' })).toBe('yes')
    expect(give('ChangeUnitStatus', { unitId: 'u2' })).toBe('not-permitted')
  })

  it('never decides', () => {
    for (const type of ['IssueOrder', 'RecallOrder', 'CloseIncident', 'PutPerson', 'PutRecords', 'constructor']) expect(give(type, { orderId: 'o-u1' }), type).toBe('not-permitted')
  })
})

describe('a viewer', () => {
  it('of a part sees registers whole and cases by tag', () => {
    const w = world()
    put(w, 'p', rights(['township'], { areaIds: ['town'] }))
    const v = viewerOf(w, w.get<PersonState>('person', 'p')!)!
    expect(v.mask).toBe('liaison')
    expect(maySee(v, 'organisation', [])).toBe(true)
    expect(maySee(v, 'incident', ['area:village'])).toBe(true)
    expect(maySee(v, 'incident', ['area:other', 'org:power'])).toBe(false)
    expect(maySee(v, 'incidentDay', [])).toBe(false)
    expect(maySee(v, 'person', [])).toBe(false)
    expect(maySee(v, 'constructor', ['area:village'])).toBe(false)
  })

  it('put out of service, or an administrator, has no picture', () => {
    const w = world()
    put(w, 'p', rights(['duty_chief'], { active: false }))
    put(w, 'q', rights(['sec_admin']))
    expect(viewerOf(w, w.get<PersonState>('person', 'p')!)).toBeNull()
    expect(viewerOf(w, w.get<PersonState>('person', 'q')!)).toBeNull()
  })
})
