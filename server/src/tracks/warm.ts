import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Id, InstantField, Latitude, Longitude, Strict } from '@liandong/shared/kernel/schema'
import type { Track, TrackBus } from './parts'

const TOPIC = 'tracks'
const HASH = 'tracks:newest'

const Shared = Compile(Strict({
  node: Id,
  tracks: Type.Array(Strict({
    unitId: Id, sourceId: Id, at: InstantField, heardAt: InstantField, lon: Longitude, lat: Latitude,
    headingDeg: Type.Number(), speedKmh: Type.Number(),
  })),
}))

/** Tracks of one message: what fits well into Redis and one turn of the event loop. */
const PER_MESSAGE = 500

/**
 * Newest positions beyond this node: what it takes is told to the others, and a copy outlives it. Who returns to the bus
 * tells again what it took and asks the others to do so (a message without tracks): a unit that spoke its last word
 * while the bus was away would otherwise stand elsewhere for good.
 */
export class Warm {
  private readonly unsaved = new Map<string, Track>()
  /** Newest of what this node itself took, by unit. */
  private readonly own = new Map<string, Track>()
  private readonly leave: (() => void)[] = []

  constructor(private readonly bus: TrackBus, private readonly node: string) {}

  /** Listens to the other nodes. Unreadable messages (another version's) are left out. */
  listen(onTracks: (tracks: Track[]) => void): void {
    this.leave.push(this.bus.subscribe(TOPIC, (bytes) => {
      const message = parse(new TextDecoder().decode(bytes))
      if (!message || message.node === this.node) return
      if (message.tracks.length === 0) this.tellAgain()
      else onTracks(message.tracks)
    }))
    this.leave.push(this.bus.onUp(() => {
      this.tellAgain()
      this.publish([])
    }))
  }

  /** Tells the others what this node took since the last tick. A lost message is repaired by the next fix. */
  tell(tracks: Track[]): void {
    if (tracks.length === 0) return
    for (const t of tracks) {
      this.unsaved.set(t.unitId, t)
      this.own.set(t.unitId, t)
    }
    this.publish(tracks)
  }

  /** Whether this very node took the track. */
  took(track: Track): boolean {
    return this.own.get(track.unitId)?.at === track.at
  }

  /** A scenario was set anew: what was told is another run's. */
  forget(): void {
    this.own.clear()
  }

  private tellAgain(): void {
    const all = [...this.own.values()]
    for (let i = 0; i < all.length; i += PER_MESSAGE) this.publish(all.slice(i, i + PER_MESSAGE))
  }

  private publish(tracks: Track[]): void {
    this.bus.publish(TOPIC, encode({ node: this.node, tracks }))
  }

  /** Keeps the newest positions for a node that starts later; called every few seconds. */
  save(): void {
    if (this.unsaved.size === 0) return
    const fields: Record<string, Uint8Array> = {}
    for (const [unitId, track] of this.unsaved) fields[unitId] = encode({ node: this.node, tracks: [track] })
    this.unsaved.clear()
    this.bus.keep(HASH, fields)
  }

  /** What was kept, by any node. */
  async recall(): Promise<Track[]> {
    const kept = await this.bus.kept(HASH)
    return [...kept.values()].flatMap((bytes) => parse(new TextDecoder().decode(bytes))?.tracks ?? [])
  }

  stop(): void {
    for (const fn of this.leave) fn()
    this.save()
  }
}

const encode = (message: object) => new TextEncoder().encode(JSON.stringify(message))

function parse(text: string) {
  try {
    const value: unknown = JSON.parse(text)
    return Shared.Check(value) ? value : null
  } catch {
    return null
  }
}
