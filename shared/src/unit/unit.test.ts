import { describe, expect, it } from 'vitest'
import { accepted, district, NOON } from '../testing/given'
import type { UnitState } from './contract'

const unit = (w: ReturnType<typeof district>) => w.get<UnitState>('unit', 'u1')!

describe('a unit', () => {
  it('keeps what it is doing when its register entry is corrected', () => {
    const w = district()
    w.do('IssueOrder', { incidentId: accepted(w), orgId: 'fire', unitId: 'u1' })
    w.put('unit', 'u1', { ...unit(w), callSign: '城北 1' } as object)
    expect(unit(w)).toMatchObject({ callSign: '城北 1', status: 'assigned' })
  })

  it('can’t be sent off duty from under an order', () => {
    const w = district()
    w.do('IssueOrder', { incidentId: accepted(w), orgId: 'fire', unitId: 'u1' })
    expect(w.do('ChangeUnitStatus', { unitId: 'u1', status: 'off_duty' }).rejected).toBe('unit-on-order')
  })

  it('off duty can’t be ordered', () => {
    const w = district()
    w.do('ChangeUnitStatus', { unitId: 'u1', status: 'off_duty' })
    expect(w.do('IssueOrder', { incidentId: accepted(w), orgId: 'fire', unitId: 'u1' })).toMatchObject({ rejected: 'unit-not-available', status: 'off_duty' })
  })

  it('loses and regains contact once per episode, and its incident’s file says so', () => {
    const w = district()
    const incidentId = accepted(w)
    w.do('IssueOrder', { incidentId, orgId: 'fire', unitId: 'u1' })
    w.do('NoteLostContact', { unitId: 'u1', since: NOON })
    expect(w.do('NoteLostContact', { unitId: 'u1', since: NOON }).rejected).toBe('no-longer-true')
    expect(w.events.at(-1)).toMatchObject({ type: 'UnitContactLost', subjects: ['unit:u1', `incident:${incidentId}`] })
    w.do('NoteRegainedContact', { unitId: 'u1' })
    expect(unit(w).lostSince).toBeNull()
  })

  it('shows no hardware id on any screen', () => {
    expect(district().document('unit', 'u1', 'desk')).not.toHaveProperty('deviceId')
  })
})
