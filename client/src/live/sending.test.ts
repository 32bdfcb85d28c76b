import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { expect, it } from 'vitest'
import { createSending } from './sending'

/** A door that answers when told to, and remembers what it was asked. */
function door() {
  const asked: { type: string; id: string | undefined; answer(a: CommandAnswer): void }[] = []
  let n = 0
  const submit = (type: string, _body: object, options?: { id?: string }) =>
    new Promise<CommandAnswer>((resolve) => asked.push({ type, id: options?.id, answer: resolve }))
  return { asked, sending: createSending(submit, () => `id-${++n}`) }
}
const ok: CommandAnswer = { ok: true, position: 1, replayed: false, answer: {} }
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

it('is sending until the door answers, and sends once however often it is asked', async () => {
  const { asked, sending } = door()
  const first = sending.send('i1', 'AcceptIncident', {})
  expect(await sending.send('i1', 'AcceptIncident', {})).toBeNull()
  expect(sending.states.value.get('i1')).toEqual({ state: 'sending' })
  asked[0]!.answer(ok)
  expect(await first).toEqual(ok)
  expect(sending.states.value.size).toBe(0)
  expect(asked).toHaveLength(1)
})

it('keeps quick wishes of one slot in order', async () => {
  const { asked, sending } = door()
  const first = sending.send('o1', 'ReportEnRoute', {})
  const second = sending.send('o1', 'ReportOnScene', {})
  expect(await sending.send('o1', 'ReportOnScene', {})).toBeNull()
  expect(asked.map((a) => a.type)).toEqual(['ReportEnRoute'])
  asked[0]!.answer(ok)
  await first
  await settled()
  expect(asked.map((a) => a.type)).toEqual(['ReportEnRoute', 'ReportOnScene'])
  expect(sending.states.value.get('o1')).toEqual({ state: 'sending' })
  asked[1]!.answer(ok)
  expect(await second).toEqual(ok)
  expect(sending.states.value.size).toBe(0)
})

it('keeps a refusal until it is dismissed', async () => {
  const { asked, sending } = door()
  const sent = sending.send('u1', 'IssueOrder', {})
  asked[0]!.answer({ ok: false, rejected: 'unit-not-available', detail: { unit: '巡 07' } })
  expect(await sent).toMatchObject({ rejected: 'unit-not-available' })
  expect(sending.states.value.get('u1')).toEqual({ state: 'rejected', code: 'unit-not-available', detail: { unit: '巡 07' } })
  sending.dismiss('u1')
  expect(sending.states.value.size).toBe(0)
})

it('sends a faulted wish again under the same id, and its chain goes on', async () => {
  const { asked, sending } = door()
  const sent = sending.send('i1', 'CloseIncident', {})
  asked[0]!.answer({ ok: false, fault: 'F-7' })
  await settled()
  const state = sending.states.value.get('i1')
  expect(state).toMatchObject({ state: 'fault', fault: 'F-7' })
  if (state?.state === 'fault') state.again()
  expect(asked.map((a) => a.id)).toEqual(['id-1', 'id-1'])
  asked[1]!.answer(ok)
  expect(await sent).toEqual(ok)
})

it('answers the fault when it is given up', async () => {
  const { asked, sending } = door()
  const sent = sending.send('i1', 'CloseIncident', {})
  asked[0]!.answer({ ok: false, fault: 'F-7' })
  await settled()
  sending.dismiss('i1')
  expect(await sent).toEqual({ ok: false, fault: 'F-7' })
})
