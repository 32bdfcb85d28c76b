import { TrackFrameError } from './trackBytes'
import { AGE_STEP_MS, fromE5, fromTurn, readTrackFrame, type TrackFrame, type TrackUpdate } from './trackFrame'
import type { TrackTable } from './trackTable'

/**
 * What became of a frame. `ask`: frames are missing; send `resync {groups: [group]}` (an empty name: of every group you
 * follow). `waiting`: already asked, and dropped until the full frame comes.
 */
export type TrackOutcome = { kind: 'applied' | 'ask' | 'waiting'; group: string }

/** One group as this viewer knows it; index = the group's slot. */
interface Group {
  name: string
  sequence: number
  instantMs: number
  stepMs: number
  /** False from a gap until the next full frame. */
  whole: boolean
  table: (number | undefined)[]
  lat: number[]
  lon: number[]
}

const LAT_LIMIT = 9_000_000, LON_LIMIT = 18_000_000

/** Applies a connection's frames to a table. Make a new one per connection: sequences and numbers are the server's. */
export class TrackDecoder {
  private readonly groups = new Map<number, Group>()

  constructor(private readonly table: TrackTable) {}

  /** Applies a frame wholly or not at all. Throws `TrackFrameError` for malformed bytes: then ask for full frames. */
  apply(bytes: Uint8Array): TrackOutcome {
    const frame = readTrackFrame(bytes)
    const known = this.groups.get(frame.groupNumber)
    if (frame.full) return this.replace(frame, known)
    if (!known) return { kind: 'ask', group: '' }
    if (!known.whole) return { kind: 'waiting', group: known.name }
    if (frame.sequence !== ((known.sequence + 1) & 0xff)) {
      known.whole = false
      return { kind: 'ask', group: known.name }
    }
    check(frame.updates, known)
    known.sequence = frame.sequence
    known.stepMs = frame.stepMs ?? known.stepMs
    known.instantMs += known.stepMs
    for (const u of frame.updates) this.one(u, known, false)
    this.table.applied()
    return { kind: 'applied', group: known.name }
  }

  /** Forgets a group (unsubscribed). */
  drop(group: string): void {
    for (const [number, g] of this.groups) {
      if (g.name !== group) continue
      this.groups.delete(number)
      this.releaseAll(g)
      this.table.applied()
    }
  }

  /** Forgets every group but these: the viewer's scope has changed. */
  keepOnly(groups: readonly string[]): void {
    for (const name of new Set([...this.groups.values()].map((g) => g.name))) if (!groups.includes(name)) this.drop(name)
  }

  /** Forgets everything: the connection ended and its viewer's scope may have changed. */
  clear(): void {
    for (const g of this.groups.values()) this.releaseAll(g)
    this.groups.clear()
    this.table.applied()
  }

  private replace(frame: TrackFrame, known: Group | undefined): TrackOutcome {
    const name = frame.group ?? ''
    const next: Group = { name, sequence: frame.sequence, instantMs: frame.instantMs, stepMs: frame.stepMs ?? 0, whole: true, table: [], lat: [], lon: [] }
    check(frame.updates, next)
    this.groups.set(frame.groupNumber, next)
    // Held before the old ones are let go, so that a unit in both keeps its slot.
    for (const u of frame.updates) this.one(u, next, true)
    if (known) this.releaseAll(known)
    // The server made the group anew under another number.
    for (const [number, g] of this.groups) {
      if (g.name !== name || g === next) continue
      this.groups.delete(number)
      this.releaseAll(g)
    }
    this.table.applied()
    return { kind: 'applied', group: name }
  }

  /**
   * `whole`: the update is of a full frame, which is the truth even where its instant is older than what is shown:
   * a scenario's clock may have been set back, perhaps while the connection was away.
   */
  private one(u: TrackUpdate, g: Group, whole: boolean): void {
    const { table } = this
    if (u.introduced) g.table[u.slot] = table.hold(u.introduced.unitId, u.introduced.sourceId)
    const slot = g.table[u.slot]!
    if (u.gone) {
      g.table[u.slot] = undefined
      return table.release(slot)
    }
    if (u.moved) {
      g.lat[u.slot] = u.introduced ? u.lat : g.lat[u.slot]! + u.lat
      g.lon[u.slot] = u.introduced ? u.lon : g.lon[u.slot]! + u.lon
    }
    if (u.status >= 0) table.status[slot] = u.status
    const at = g.instantMs - u.ageMs
    // Another group may have brought a newer fix already. Ages are rounded, so the same fix may look a step older.
    if (at + AGE_STEP_MS < table.at[slot]! && !whole) return
    table.at[slot] = at
    table.lat[slot] = fromE5(g.lat[u.slot]!)
    table.lon[slot] = fromE5(g.lon[u.slot]!)
    if (!u.moved) return
    table.heading[slot] = fromTurn(u.turn)
    table.speedKmh[slot] = u.speedKmh
  }

  private releaseAll(g: Group): void {
    for (const slot of g.table) if (slot !== undefined) this.table.release(slot)
  }
}

/** Everything that could go wrong while applying, before anything is applied. */
function check(updates: TrackUpdate[], g: Group): void {
  const seen = new Set<string>()
  updates.forEach((u, i) => {
    const held = g.table[u.slot] !== undefined
    if (u.introduced) {
      if (held || seen.has(u.introduced.unitId)) throw new TrackFrameError('slot-taken', i)
      seen.add(u.introduced.unitId)
    } else if (!held) throw new TrackFrameError('unknown-slot', i)
    const lat = u.lat + (u.introduced ? 0 : (g.lat[u.slot] ?? 0))
    const lon = u.lon + (u.introduced ? 0 : (g.lon[u.slot] ?? 0))
    if (Math.abs(lat) > LAT_LIMIT || Math.abs(lon) > LON_LIMIT) throw new TrackFrameError('out-of-range', i)
  })
}
