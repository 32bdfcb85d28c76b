import { expect, it } from 'vitest'
import type { CommandAnswer, CommandMessage } from '@liandong/shared/wire/messages'
import { createSubmitter } from './submit'
import { manualTimers } from './testing/manualTimers'

const yes: CommandAnswer = { ok: true, position: 7, replayed: false, answer: {} }

function line() {
  const timers = manualTimers()
  const sent: { message: CommandMessage; answer: (a: CommandAnswer) => void }[] = []
  let n = 0
  const s = createSubmitter((message, answer) => sent.push({ message, answer }), () => `c-${++n}`, timers)
  return { timers, sent, s }
}

it('waits for the line, then sends and answers', async () => {
  const { sent, s } = line()
  const answer = s.submit('ReportIncident', { a: 1 })
  expect(sent).toHaveLength(0)
  s.connected()
  sent[0]!.answer(yes)
  expect(await answer).toEqual(yes)
})

it('resends under the same id after a reconnect and takes the first answer', async () => {
  const { sent, s } = line()
  s.connected()
  const answer = s.submit('IssueOrder', {})
  s.disconnected()
  s.connected()
  expect(sent.map((x) => x.message.id)).toEqual(['c-1', 'c-1'])
  sent[1]!.answer({ ...yes, replayed: true })
  sent[0]!.answer({ ok: false, rejected: 'late', detail: {} })
  expect(await answer).toEqual({ ...yes, replayed: true })
})

it('tries again while the server is not ready', async () => {
  const { timers, sent, s } = line()
  s.connected()
  const answer = s.submit('IssueOrder', {})
  sent[0]!.answer({ ok: false, rejected: 'not-ready', detail: {} })
  timers.advance(1000)
  expect(sent).toHaveLength(2)
  sent[1]!.answer(yes)
  expect(await answer).toEqual(yes)
})

it('says whether an expired command may have been done', async () => {
  const { timers, s } = line()
  const unsent = s.submit('IssueOrder', {}, { ttlMs: 5000 })
  timers.advance(5000)
  expect(await unsent).toEqual({ ok: false, rejected: 'command-expired', detail: {} })
  s.connected()
  const silent = s.submit('IssueOrder', {}, { ttlMs: 5000 })
  timers.advance(5000)
  expect(await silent).toEqual({ ok: false, fault: 'unanswered:c-2' })
})
