import { expect, it } from 'vitest'
import type { Command } from '../engine/types'
import { createIntake } from './intake'

const actor = { kind: 'person', id: 'desk' } as const

it('keeps strangers from taking the id of a job, which would then be refused as already used', async () => {
  const seen: Command[] = []
  const intake = createIntake((c) => { seen.push(c); return Promise.resolve({ ok: true, position: 1, replayed: false, answer: {} }) }, [], () => true)
  const message = (id: string) => ({ v: 1, id, type: 'ReportIncident', body: {} })
  for (const id of ['escalate:o1:1', 'archive:i1:7', 'contact-lost:u1:0', 'pack-0-abc']) {
    expect(await intake.take(message(id), actor)).toMatchObject({ ok: false, rejected: 'invalid-command', detail: { at: '/id' } })
  }
  expect(await intake.take(message('desk-1.a~b@c'), actor)).toMatchObject({ ok: true })
  expect(seen).toHaveLength(1)
})

it('tells of each command a policy turned away, and of no other refusal', async () => {
  const denied: unknown[] = []
  let rejected = 'not-permitted'
  const intake = createIntake(() => Promise.resolve({ ok: false, rejected, detail: {} }), [], () => true, (d) => denied.push(d))
  const close = (id: string) => intake.take({ v: 1, id, type: 'CloseIncident', body: { incidentId: 'i' } }, actor, '192.0.2.7')
  await close('a')
  rejected = 'move-not-allowed'
  await close('b')
  expect(denied).toEqual([{ code: 'not-permitted', who: 'person:desk', address: '192.0.2.7', where: 'CloseIncident' }])
})
