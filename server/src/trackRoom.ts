import type pg from 'pg'
import type { SourceState, UnitState } from '@liandong/shared/unit/contract'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Engine } from './engine/engine'
import { outageOf } from './engine/outage'
import type { Command } from './engine/types'
import type { TrackFeed } from './gateway/live'
import type { Bus } from './platform/bus'
import type { Clock } from './platform/clock'
import type { Log } from './platform/log'
import { historyTable, type HistoryStore } from './tracks/historyTable'
import { createTracks, type Tracks } from './tracks/tracks'

export const TICK_MS = 250
const WATCH_MS = 1000
const SAVE_MS = 2000
/** A look this late means that the process stood still: frozen, or on a machine that slept. */
const STOOD_STILL_MS = 5000

export interface TrackRoom extends TrackFeed {
  tracks: Tracks
  stop(): Promise<void>
}

/** Joins tracks to the engine's units, gives them their timers and submits what their watcher sees. */
export async function openTrackRoom(p: {
  engine: Engine
  clock: Clock
  bus: Bus
  pool: pg.Pool
  node: string
  log: Log
  submit(c: Command): Promise<CommandAnswer>
}): Promise<TrackRoom> {
  const { read } = p.engine
  const tracks = createTracks({
    clock: p.clock, bus: p.bus, history: noticing(historyTable(p.pool), p.engine), log: p.log, tickMs: TICK_MS, node: p.node,
    units: {
      unit: (id) => read.get<UnitState>('unit', id), units: () => read.all<UnitState>('unit'),
      source: (id) => read.get<SourceState>('source', id), sources: () => read.all<SourceState>('source'),
    },
  })
  await tracks.open()
  const stopFollowing = p.engine.onCommitted((c) => {
    const units = c.touched.filter((t) => t.kind === 'unit').map((t) => t.id)
    if (units.length > 0) tracks.unitsChanged(units)
  })
  const realNow = () => p.clock.toReal(p.clock.now())
  let looked = realNow()
  const watch = () => {
    const now = realNow()
    if (now - looked > STOOD_STILL_MS) tracks.slept()
    looked = now
    for (const n of tracks.contactNotes()) void p.submit({ ...n, actor: { kind: 'system', id: 'tracks' } })
  }
  const listeners = new Set<(group: string, frame: Uint8Array) => void>()
  const timers = [
    setInterval(() => {
      for (const f of tracks.tick()) for (const fn of listeners) fn(f.group, f.bytes)
    }, TICK_MS),
    setInterval(watch, WATCH_MS),
    setInterval(() => void tracks.save(), SAVE_MS),
  ]
  return {
    tracks,
    fullFrame: (group) => tracks.fullFrame(group),
    onFrame(fn) {
      listeners.add(fn)
      return () => listeners.delete(fn)
    },
    async stop() {
      for (const t of timers) clearInterval(t)
      stopFollowing()
      await tracks.close()
    },
  }
}

/** Samples are written all the time: a database without room often shows there first. */
const noticing = (store: HistoryStore, engine: Engine): HistoryStore => ({
  ...store,
  write: (rows) => store.write(rows).catch((e: unknown) => {
    if (outageOf(e)) void engine.outage.look()
    throw e
  }),
})
