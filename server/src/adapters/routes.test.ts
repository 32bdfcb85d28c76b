import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { fix, source, T0, unit, world } from '../tracks/testing/world'
import { ingestRoutes } from './routes'

/** The doors over real tracks with one unit. */
async function doors(busy: () => boolean = () => false) {
  const w = world([unit('e1')])
  await w.tracks.open()
  const app = Fastify()
  await app.register(rateLimit, { global: false })
  await app.register(ingestRoutes, {
    authenticate: (token) => (token === 'secret' ? 'gps' : null), source: w.register.source, tracks: w.tracks, now: w.clock.now, busy,
  })
  const post = (body: unknown, headers: object = { authorization: 'Bearer secret' }) =>
    app.inject({ method: 'POST', url: '/ingest/positions', headers: { 'content-type': 'application/json', ...headers }, payload: typeof body === 'string' ? body : JSON.stringify(body) })
  return { ...w, app, post }
}

it('positions: answers what was accepted and what was not', async () => {
  const { post, tracks } = await doors()
  const res = await post({ positions: [fix('e1', T0), { ...fix('e1', T0 + 1), lon: 0, lat: 0 }, { ...fix('e1', T0), device: 'nobody' }, { device: 'x' }] })
  expect([res.statusCode, res.json()]).toEqual([200, { accepted: 1, quarantined: { 'null-island': 1, 'unknown-device': 1, malformed: 1 } }])
  expect(tracks.track('e1')).toMatchObject({ lon: 119.65, lat: 29.08, at: T0 })
  expect(tracks.quarantine.count('gps', 'malformed')).toBe(1)
})

it('positions: refuses no token, a wrong one and one in the URL', async () => {
  const { post, app, tracks } = await doors()
  const body = { positions: [fix('e1', T0)] }
  for (const res of [
    await post(body, {}), await post(body, { authorization: 'Bearer wrong' }),
    await app.inject({ method: 'POST', url: '/ingest/positions?token=secret', payload: body }),
  ]) expect([res.statusCode, res.json()]).toEqual([401, { rejected: 'unauthorised', detail: {} }])
  expect(tracks.track('e1')).toBeUndefined()
})

it('positions: a message that is none is refused, counted and kept', async () => {
  const { post, tracks } = await doors()
  const res = await post('{"positions":[')
  expect([res.statusCode, res.json()]).toEqual([400, { rejected: 'invalid-command', detail: { type: 'positions', at: '/', why: 'not JSON' } }])
  expect(tracks.quarantine.shown()).toMatchObject([{ sourceId: 'gps', reason: 'malformed', input: '{"positions":[' }])
  expect((await post('x'.repeat(600_000))).statusCode).toBe(413)
})

it('converts GCJ-02 at the edge when the source says so', async () => {
  const { post, register, tracks } = await doors()
  register.sourceById.set('gps', source('gps', { crs: 'gcj02' }))
  await post({ positions: [{ ...fix('e1', T0), lon: 119.652579, lat: 29.082607 }] })
  expect(tracks.track('e1')!.lon).toBeCloseTo(119.647873, 5)
  expect(tracks.track('e1')!.lat).toBeCloseTo(29.085577, 5)
})

it('osmand: takes both forms, with the token in the query or as bearer', async () => {
  const { app, tracks } = await doors()
  const get = await app.inject({ url: `/ingest/osmand?token=secret&id=d-e1&lat=29.08&lon=119.65&timestamp=${T0 / 1000}&speed=20` })
  expect([get.statusCode, get.json()]).toEqual([200, { accepted: 1, quarantined: {} }])
  expect(tracks.track('e1')!.speedKmh).toBeCloseTo(37.04)
  const json = await app.inject({
    method: 'POST', url: '/ingest/osmand', headers: { authorization: 'Bearer secret' },
    payload: { device_id: 'd-e1', location: { timestamp: new Date(T0 + 10_000).toISOString(), coords: { latitude: 29.08, longitude: 119.651, speed: 10, heading: 90 } } },
  })
  expect([json.statusCode, json.json()]).toEqual([200, { accepted: 1, quarantined: {} }])
  const form = await app.inject({
    method: 'POST', url: '/ingest/osmand?token=secret', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `id=d-e1&lat=29.08&lon=119.652&timestamp=${T0 / 1000 + 20}`,
  })
  expect(form.json()).toEqual({ accepted: 1, quarantined: {} })
})

it('osmand: what nobody can read is counted, and the phone is not told to send it again', async () => {
  const { app, tracks } = await doors()
  const res = await app.inject({ url: '/ingest/osmand?token=secret&lat=north' })
  expect([res.statusCode, res.json()]).toEqual([200, { accepted: 0, quarantined: { malformed: 1 } }])
  expect(tracks.quarantine.shown()).toHaveLength(1)
  expect((await app.inject({ url: '/ingest/osmand?id=d-e1&lat=1&lon=1' })).statusCode).toBe(401)
})

it('turns positions away while the server falls behind, and says when to come again', async () => {
  let late = true
  const { post, tracks } = await doors(() => late)
  const body = { positions: [fix('e1', T0)] }
  const res = await post(body)
  expect([res.statusCode, res.headers['retry-after'], res.json()]).toEqual([503, '2', { rejected: 'unavailable', detail: { retryAfterS: 2 } }])
  expect(tracks.track('e1')).toBeUndefined()
  late = false
  expect((await post(body)).json()).toEqual({ accepted: 1, quarantined: {} })
})
