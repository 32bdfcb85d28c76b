import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { silentLog } from '../platform/log'
import { createHttp, type App } from './http'
import { guardDoors } from './guard'
import { createIntake } from './intake'
import { addRoutes } from './routes'
import { oneSeat } from './testing/oneSeat'

const CHIEF = { id: 'desk', roles: ['duty_chief'], post: 'dutyChief', areaIds: [], active: true }
let app: App
let submitted = 0
let full = false
beforeAll(async () => {
  app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
  const submit = (): Promise<CommandAnswer> => Promise.resolve(full ? { ok: false, rejected: 'unavailable', detail: { cause: 'disk-full' } } : { ok: true, position: ++submitted, replayed: false, answer: {} })
  guardDoors(app, { seats: oneSeat, read: { get: (kind: string) => (kind === 'person' ? CHIEF : undefined) as never, all: () => [] }, feedOf: () => null })
  addRoutes(app, {
    pool: { query: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })) } as never, intake: createIntake(submit, [], () => true), district: { id: 'd', zone: 'Asia/Shanghai', layers: [] } as never, mapDir: '', demo: false,
    clock: { now: () => 0 }, position: () => 0, followerPosition: () => 0, ready: () => Promise.resolve({ ready: true }),
    read: { get: (kind: string) => (kind === 'person' ? CHIEF : undefined) as never, all: () => [] }, actorOf: () => ({ kind: 'person', id: 'desk' }),
  })
  await app.ready()
})
afterAll(() => app.close())

const command = { v: 1, id: 'c', type: 'AcceptIncident', body: {} }
const post = (payload: object) => app.inject({ method: 'POST', url: '/api/commands', headers: { host: 'localhost' }, payload })

it('takes one command, or at most 200 together', async () => {
  expect((await post(command)).json()).toMatchObject({ ok: true })
  expect((await post({ commands: Array(200).fill(command) })).json()).toMatchObject({ answers: { length: 200 } })
  expect((await post({ commands: Array(201).fill(command) })).statusCode).toBe(400)
})

it.each([
  ['the limit of a batch', { v: 1, commands: Array(201).fill(command) }],
  ['the shape of a batch', { v: 1, commands: 'many' }],
])('lets nobody go round %s by naming a version', async (_what, body) => {
  const before = submitted
  const answer = await post(body)
  expect([answer.json(), submitted]).toMatchObject([{ ok: false, rejected: 'invalid-command' }, before])
})

it('says 503 and when to ask again while nothing can be recorded; in a list each answer says it', async () => {
  full = true
  const answer = await post(command)
  expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([503, '1', { ok: false, rejected: 'unavailable', detail: { cause: 'disk-full' } }])
  const list = await post({ commands: [command] })
  expect([list.statusCode, list.json()]).toMatchObject([200, { answers: [{ rejected: 'unavailable' }] }])
  full = false
})

it('says the same where a read needs a database that is away', async () => {
  const answer = await app.inject({ url: '/api/incidents/i-1/file', headers: { host: 'localhost' } })
  expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([503, '1', { rejected: 'unavailable', detail: { cause: 'database-away' } }])
})

it.each(['/%', '/%ff', '/api/incidents/%c0/file'])('says no to a path that is none (%s) in the form of every no', async (url) => {
  const answer = await app.inject({ url, headers: { host: 'localhost' } })
  expect([answer.statusCode, answer.json()]).toEqual([400, { rejected: 'invalid-command', detail: { type: url, at: '/', why: 'is not a path' } }])
})
