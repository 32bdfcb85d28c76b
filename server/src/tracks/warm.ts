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

/** Newest positions beyond this node: what it takes is told to the others, and a copy outlives it. */
export class Warm {
  private readonly unsaved = new Map<string, Track>()
  private unsubscribe: (() => void) | null = null

  constructor(private readonly bus: TrackBus, private readonly node: string) {}

  /** Listens to the other nodes. Unreadable messages (another version's) are left out. */
  listen(onTracks: (tracks: Track[]) => void): void {
    this.unsubscribe = this.bus.subscribe(TOPIC, (bytes) => {
      const message = parse(new TextDecoder().decode(bytes))
      if (message && message.node !== this.node) onTracks(message.tracks)
    })
  }

  /** Tells the others what this node took since the last tick. A lost message is repaired by the next fix. */
  tell(tracks: Track[]): void {
    if (tracks.length === 0) return
    for (const t of tracks) this.unsaved.set(t.unitId, t)
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
    this.unsubscribe?.()
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
