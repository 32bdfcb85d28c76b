import { TrackDecoder } from '@liandong/shared/wire/trackDecoder'
import { toE5 } from '@liandong/shared/wire/trackFrame'
import { TrackTable } from '@liandong/shared/wire/trackTable'
import { describe, expect, it } from 'vitest'
import { fix, source, T0, unit, world } from './testing/world'
import type { GroupFrame } from './groups'
import type { Tracks } from './tracks'

/** A viewer of some groups, who joined now. */
function viewer(tracks: Tracks, groups: string[]) {
  const table = new TrackTable()
  const decoder = new TrackDecoder(table)
  for (const g of groups) decoder.apply(tracks.fullFrame(g))
  return {
    table,
    get(frames: GroupFrame[]) {
      for (const f of frames) if (groups.includes(f.group)) expect(decoder.apply(f.bytes).kind).toBe('applied')
      return this.shown()
    },
    shown: () => table.ids.filter((id) => id !== undefined).sort(),
    lonOf: (id: string) => toE5(table.lon[table.slotOf(id)!]!),
  }
}

describe('positions', () => {
  it('go to everyone, the organisation and the incident served', async () => {
    const { tracks, register, clock } = world([unit('e1'), unit('p1', { orgId: 'police' })])
    await tracks.open()
    const all = viewer(tracks, ['all']), fire = viewer(tracks, ['org:fire']), incident = viewer(tracks, ['incident:i1'])
    expect(tracks.accept([fix('e1', T0), fix('p1', T0)], 'gps')).toEqual({ accepted: 2, quarantined: {} })
    let frames = tracks.tick()
    expect([all.get(frames), fire.get(frames), incident.get(frames)]).toEqual([['e1', 'p1'], ['e1'], []])

    register.set('e1', { status: 'assigned', incidentId: 'i1' })
    tracks.unitsChanged(['e1'])
    clock.at += 250
    frames = tracks.tick()
    expect([incident.get(frames), all.get(frames)]).toEqual([['e1'], ['e1', 'p1']])
    register.set('e1', { status: 'returning', incidentId: null })
    tracks.unitsChanged(['e1'])
    clock.at += 250
    frames = tracks.tick()
    expect([incident.get(frames), all.get(frames)]).toEqual([[], ['e1', 'p1']])
    expect(tracks.tick()).toEqual([])
  })

  it('of a unit off duty are neither shown nor taken', async () => {
    const { tracks, register, clock } = world([unit('e1')])
    await tracks.open()
    const all = viewer(tracks, ['all'])
    tracks.accept([fix('e1', T0)], 'gps')
    expect(all.get(tracks.tick())).toEqual(['e1'])
    register.set('e1', { status: 'off_duty' })
    tracks.unitsChanged(['e1'])
    clock.at += 1000
    expect(all.get(tracks.tick())).toEqual([])
    expect(tracks.accept([fix('e1', T0 + 1000, 1)], 'gps').quarantined).toEqual({ 'off-duty': 1 })
    expect(tracks.track('e1')).toBeUndefined()
    expect(tracks.quarantine.shown()).toEqual([])
  })

  it('that are impossible are counted and move nothing', async () => {
    const { tracks, clock } = world([unit('e1')])
    await tracks.open()
    const all = viewer(tracks, ['all'])
    tracks.accept([fix('e1', T0, 5)], 'gps')
    all.get(tracks.tick())
    clock.at += 1000
    const counts = tracks.accept([
      fix('e1', T0 - 5000, 4), fix('e1', T0 + 900, 300), fix('e1', T0 + 3_600_000), fix('e1', T0 + 900, 0, { lon: 0, lat: 0 }),
      { ...fix('e1', T0), device: 'nobody' },
    ], 'gps')
    expect(counts).toEqual({ accepted: 0, quarantined: { 'time-reversed': 1, jump: 1, 'in-future': 1, 'null-island': 1, 'unknown-device': 1 } })
    expect(tracks.tick()).toEqual([])
    expect(all.lonOf('e1')).toBe(toE5(119.655))
    expect(tracks.quarantine.shown().map((s) => s.reason).sort()).toEqual(['in-future', 'jump', 'null-island', 'time-reversed', 'unknown-device'])
  })

  it('of a device that moved to another unit follow the register', async () => {
    const { tracks, register } = world([unit('e1'), unit('e2')])
    await tracks.open()
    register.set('e1', { deviceId: 'd-e1b' })
    register.set('e2', { deviceId: 'd-e1' })
    tracks.unitsChanged(['e1', 'e2'])
    tracks.accept([fix('e1', T0)], 'gps')
    expect([tracks.track('e1'), tracks.track('e2')?.unitId]).toEqual([undefined, 'e2'])
  })

  it('start anew when a scenario is set back', async () => {
    const { tracks, clock } = world([unit('e1'), unit('e2')])
    await tracks.open()
    const all = viewer(tracks, ['all'])
    tracks.accept([fix('e1', T0), fix('e2', T0)], 'gps')
    all.get(tracks.tick())
    clock.at = T0 - 86_400_000
    expect(tracks.accept([fix('e1', clock.at, 3000)], 'gps').accepted).toBe(1)
    expect(all.get(tracks.tick())).toEqual(['e1'])
    expect(all.lonOf('e1')).toBe(toE5(122.65))
  })
})

describe('a second node and a restart', () => {
  it('know the last positions from the bus', async () => {
    const units = [unit('e1'), unit('e2')]
    const first = world(units)
    const second = world(units, { bus: first.bus, node: 'b' })
    await first.tracks.open()
    await second.tracks.open()
    const watcher = viewer(second.tracks, ['all'])
    first.tracks.accept([fix('e1', T0)], 'gps')
    first.tracks.tick()
    await Promise.resolve()
    expect(watcher.get(second.tracks.tick())).toEqual(['e1'])
    await first.tracks.save()
    const later = world(units, { bus: first.bus, node: 'c' })
    await later.tracks.open()
    expect(later.tracks.track('e1')).toEqual(first.tracks.track('e1'))
  })

  it('are told again by who returns to the bus, and asked of the others', async () => {
    const units = [unit('e1'), unit('e2')]
    const a = world(units)
    let [up, away] = [() => {}, true]
    const bus: typeof a.bus = {
      ...a.bus, onUp: (fn) => { up = fn; return () => undefined },
      publish: (topic, bytes) => { if (!away) a.bus.publish(topic, bytes) },
      subscribe: (topic, fn) => a.bus.subscribe(topic, (bytes) => { if (!away) fn(bytes) }),
    }
    const b = world(units, { bus, node: 'b' })
    await Promise.all([a.tracks.open(), b.tracks.open()])
    a.tracks.accept([fix('e1', T0)], 'gps')
    b.tracks.accept([fix('e2', T0)], 'gps')
    a.tracks.tick()
    b.tracks.tick()
    await Promise.resolve()
    expect([a.tracks.track('e2'), b.tracks.track('e1')]).toEqual([undefined, undefined])
    away = false
    up()
    await expect.poll(() => [a.tracks.track('e2')?.at, b.tracks.track('e1')?.at]).toEqual([T0, T0])
    expect(b.tracks.feedStates().map((f) => f.state)).toEqual(['fresh'])
  })

  it('know them from the history when the bus forgot', async () => {
    const first = world([unit('e1')])
    await first.tracks.open()
    first.tracks.accept([fix('e1', T0, 2)], 'gps')
    await first.tracks.close()
    const again = world([unit('e1')], { history: first.history })
    await again.tracks.open()
    expect(again.tracks.track('e1')).toMatchObject({ lon: 119.652, at: T0 })
  })
})

describe('a feed', () => {
  it('is fresh, stale and lost by its contract', async () => {
    const { tracks, clock, register } = world([unit('e1'), unit('e2')])
    register.sourceById.set('button', source('button', { contract: 'event' }))
    await tracks.open()
    tracks.accept([fix('e1', T0)], 'gps')
    tracks.accept([fix('x', T0)], 'button')
    const states = () => tracks.feedStates().map((f) => `${f.sourceId} ${f.state} ${f.freshUnits}/${f.units}`)
    expect(states()).toEqual(['gps fresh 1/2', 'button fresh 0/0'])
    clock.at = T0 + 15_001
    expect(states()).toEqual(['gps stale 0/2', 'button fresh 0/0'])
    clock.at = T0 + 60_001
    expect(states()).toEqual(['gps lost 0/2', 'button lost 0/0'])
    expect(tracks.feedStates()[0]).toMatchObject({ accepted: 1, quarantined: 0, lastReceivedAt: T0 })
  })
})

describe('contact', () => {
  it('is noted by nobody who could not have heard: without the bus, or after standing still', async () => {
    const [a, state] = [world([unit('e1')]), { of: 'up' as 'up' | 'down' }]
    const b = world([unit('e1')], { bus: { ...a.bus, state: () => state.of }, node: 'b' })
    await Promise.all([a.tracks.open(), b.tracks.open()])
    a.tracks.accept([fix('e1', T0)], 'gps')
    a.tracks.tick()
    await expect.poll(() => b.tracks.track('e1')?.at).toBe(T0)
    b.register.set('e1', { incidentId: 'i1' })
    state.of = 'down'
    b.clock.at = T0 + 70_000
    expect(b.tracks.contactNotes()).toEqual([])
    state.of = 'up'
    b.clock.at += 5000
    expect(b.tracks.contactNotes()).toEqual([])
    b.tracks.slept()
    b.clock.at += 60_000
    expect(b.tracks.contactNotes()).toEqual([])
    b.clock.at += 6000
    expect(b.tracks.contactNotes()).toHaveLength(1)
  })

  it('is noted as lost once past contract and deadband, under an id made of unit and episode', async () => {
    const { tracks, clock } = world([unit('e1'), unit('e2')])
    await tracks.open()
    tracks.accept([fix('e1', T0)], 'gps')
    const at = (ms: number) => {
      clock.at = T0 + ms
      tracks.accept([fix('e2', clock.at)], 'gps')
      return tracks.contactNotes()
    }
    expect(at(65_000)).toEqual([])
    const note = { id: `contact-lost:e1:${T0}`, type: 'NoteLostContact', body: { unitId: 'e1', since: T0 } }
    expect(at(65_001)).toEqual([note])
    expect(at(70_000)).toEqual([note])
  })

  it('is noted as regained once it has held', async () => {
    const { tracks, clock } = world([unit('e1', { lostSince: T0 })])
    await tracks.open()
    const at = (ms: number) => {
      clock.at = T0 + ms
      tracks.accept([fix('e1', clock.at)], 'gps')
      return tracks.contactNotes()
    }
    expect([at(100_000), at(104_000)]).toEqual([[], []])
    expect(at(105_000)).toEqual([{ id: `contact-regained:e1:${T0}`, type: 'NoteRegainedContact', body: { unitId: 'e1' } }])
  })

  it('of a silent feed is noted for units on an incident only', async () => {
    const { tracks, clock } = world([unit('e1'), unit('e2', { incidentId: 'i1', status: 'on_scene' })])
    await tracks.open()
    tracks.accept([fix('e1', T0), fix('e2', T0)], 'gps')
    clock.at = T0 + 100_000
    expect(tracks.contactNotes().map((n) => n.body.unitId)).toEqual(['e2'])
  })
})

describe('history', () => {
  it('takes a row per interval and at each change of status', async () => {
    const { tracks, clock, register, history } = world([unit('e1')])
    await tracks.open()
    for (let s = 0; s <= 60; s += 5) {
      clock.at = T0 + s * 1000
      tracks.accept([fix('e1', clock.at, s / 5)], 'gps')
    }
    register.set('e1', { status: 'busy' })
    clock.at += 1000
    tracks.unitsChanged(['e1'])
    await tracks.save()
    expect(history.rows.map((r) => [(r.at - T0) / 1000, r.status])).toEqual([[0, 'idle'], [30, 'idle'], [60, 'idle'], [60, 'busy']])
  })

  it('keeps rows while the database is away and drops the oldest beyond its bound', async () => {
    const { tracks, clock, history } = world([unit('e1')], { sampling: { everyMs: 1000, retentionMs: 1e9, queueRows: 10 } })
    await tracks.open()
    history.failing = true
    for (let s = 0; s < 15; s++) {
      clock.at = T0 + s * 1000
      tracks.accept([fix('e1', clock.at)].map((f) => ({ ...f, speedKmh: 0 })), 'gps')
    }
    await tracks.save()
    expect([tracks.sampler.waiting, tracks.sampler.dropped, tracks.sampler.failures]).toEqual([10, 5, 1])
    history.failing = false
    await tracks.save()
    expect(history.rows.map((r) => (r.at - T0) / 1000)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })
})
