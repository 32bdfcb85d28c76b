import { describe, expect, it } from 'vitest'
import { accepted, district, type World } from '../testing/given'
import { maskedForm } from './mask'
import type { IncidentState } from '../incident/contract'

const phone = { ref: 'sealed:AAAAAAAAAAAAAAAA', kind: 'caller-contact' }
const name = { ref: 'sealed:BBBBBBBBBBBBBBBB', kind: 'caller-name' }
const sealed = (w: World, id: string) => w.get<IncidentState>('incident', id)!.sealed
const ended = (w: World, id: string) => { w.do('VoidIncident', { incidentId: id, reason: 'x' }); return id }

describe('what lies sealed', () => {
  it('stands on its incident by a random name only', () => {
    const w = district()
    const id = accepted(w)
    w.do('SealContact', { incidentId: id, refs: [phone] })
    expect(w.do('SealContact', { incidentId: id, refs: [phone, name] }).rejected).toBeUndefined()
    expect(sealed(w, id)).toEqual([phone, name])
    expect(w.do('SealContact', { incidentId: id, refs: [phone] }).rejected).toBe('nothing-changed')
    expect(w.do('SealContact', { incidentId: 'none', refs: [phone] }).rejected).toBe('unknown-incident')
  })

  it('takes nothing but random names, so that no number can hide in one', () => {
    const w = district()
    const id = accepted(w)
    for (const ref of ['sealed:13800000000', '13800000000', 'sealed:', 'sealed:张三丰张三丰张三丰张三丰张三丰张']) {
      expect(w.do('SealContact', { incidentId: id, refs: [{ ref, kind: 'caller-contact' }] }).rejected).toBe('invalid-command')
    }
    expect(w.do('SealContact', { incidentId: id, refs: [{ ...phone, masked: '138****0000' }] }).rejected).toBe('invalid-command')
  })

  it('is nothing for a wall or a linked organisation', () => {
    const w = district()
    const id = accepted(w)
    w.do('SealContact', { incidentId: id, refs: [phone] })
    expect(w.document('incident', id, 'desk')).toHaveProperty('sealed', [phone])
    for (const mask of ['wall', 'liaison'] as const) expect(JSON.stringify(w.document('incident', id, mask))).not.toContain('sealed')
  })

  it('is taken off at the purge, which the log keeps', () => {
    const w = district()
    const id = accepted(w)
    w.do('SealContact', { incidentId: id, refs: [phone, name] })
    expect(w.do('PurgeSealed', { incidentId: id, rule: 'request' }).rejected).toBe('incident-open')
    ended(w, id)
    expect(w.do('PurgeSealed', { incidentId: id, rule: 'term' }).rejected).toBe('incident-open')
    w.do('ArchiveIncident', { incidentId: id })
    expect(w.do('PurgeSealed', { incidentId: id, rule: 'term' }).rejected).toBeUndefined()
    expect(sealed(w, id)).toEqual([])
    expect(w.events.at(-1)).toMatchObject({ type: 'SealedPurged', data: { incidentId: id, refs: [phone.ref, name.ref], rule: 'term' } })
    expect(w.do('PurgeSealed', { incidentId: id, rule: 'term' }).rejected).toBe('nothing-sealed')
  })

  it('may go on request once nobody works on it', () => {
    const w = district()
    const id = accepted(w)
    w.do('SealContact', { incidentId: id, refs: [phone] })
    expect(w.do('PurgeSealed', { incidentId: ended(w, id), rule: 'request' }).rejected).toBeUndefined()
  })

  it('can’t be added to what is archived', () => {
    const w = district()
    const id = ended(w, accepted(w))
    expect(w.do('SealContact', { incidentId: id, refs: [phone] }).rejected).toBeUndefined()
    w.do('ArchiveIncident', { incidentId: id })
    expect(w.do('SealContact', { incidentId: id, refs: [name] }).rejected).toBe('incident-archived')
  })
})

it.each([
  ['caller-contact', '13800000000', '138****0000'],
  ['caller-contact', '138 0000 0000', '138****0000'],
  ['caller-contact', '+8613800000000', '+86****0000'],
  ['caller-contact', '0579-82345678', '057****5678'],
  ['caller-contact', '82345678', '****78'],
  ['caller-contact', '110', '****'],
  ['caller-name', '张三丰', '张**'],
  ['caller-name', '张三', '张*'],
  ['caller-name', '张', '张*'],
  ['caller-name', 'John Smith', 'J***'],
  ['original-payload', '{"phone":"13800000000"}', '****'],
] as const)('%s is listed as such: %s → %s', (kind, text, masked) => expect(maskedForm(kind, text)).toBe(masked))
