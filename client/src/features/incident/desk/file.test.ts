import { eventText } from '@liandong/shared/messages/words'
import { expect, it } from 'vitest'
import { actorPost, fileValues, inStoryOrder, recordedLate, type FileEvent, type FileNames } from './file'

const names: FileNames = { unit: (id) => (id === 'u1' ? '城北 1' : null), org: (id) => (id === 'fire' ? '消防' : null), word: (name, code) => `${name}/${code}` }
const event = (type: string, data: Record<string, unknown>): FileEvent => ({ position: 1, at: 0, type, actor: { kind: 'person', id: 'x', post: 'dutyOfficer' }, data })
const line = (e: FileEvent) => eventText('zh-CN', e.type, fileValues(e, names))

it('tells an order by its unit and the answer by its channel', () => {
  expect(line(event('OrderIssued', { unitId: 'u1', orgId: 'fire', role: 'lead', content: '' }))).toBe('下达指令：城北 1，orderRole/lead')
  expect(line(event('OrderOnScene', { unitId: 'u1', channel: 'phone' }))).toBe('到场：城北 1（answerChannel/phone）')
  expect(line(event('OrderOnScene', { unitId: 'u1', channel: 'device' }))).toBe('到场：城北 1')
})
it('names the organisation when no unit was named, and nothing when neither is known', () => {
  expect(line(event('OrderIssued', { unitId: null, orgId: 'fire' }))).toBe('下达指令：消防')
  expect(line(event('OrderDone', { unitId: 'gone', orgId: 'gone' }))).toBe('完成')
})
it('tells whom the ladder reached, who confirmed, and where a report came from', () => {
  expect(line(event('AlertRaised', { unitId: 'u1', taken: { step: 1, whom: 'orgDuty' } }))).toBe('签收超时：城北 1 → 已报 post/orgDuty')
  expect(line(event('AlertAcknowledged', { note: '电话已通' }))).toBe('告警已确认：post/dutyOfficer，电话已通')
  expect(line(event('IncidentReported', { source: '110' }))).toBe('接报，incidentSource/110')
})
it('names posts, not people', () => {
  expect(actorPost({ kind: 'person', id: 'somebody', post: 'dutyChief' })).toEqual({ post: 'dutyChief' })
  expect(actorPost({ kind: 'system', id: 'jobs' })).toEqual({ kind: 'system' })
})
it('tells the story by when things happened, and says when one was recorded later', () => {
  const at = (position: number, recorded: number, occurredAt?: number): FileEvent => ({ ...event('OrderOnScene', {}), position, at: recorded, ...(occurredAt === undefined ? {} : { occurredAt }) })
  const [first, second, late] = [at(1, 100), at(2, 100), at(3, 900_000, 50)]
  expect(inStoryOrder([first, second, late])).toEqual([second, first, late])
  expect([recordedLate(first), recordedLate(late), recordedLate(at(4, 900, 500))]).toEqual([null, 900_000, null])
})
