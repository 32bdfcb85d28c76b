/**
 * Newest position of every moving thing, in typed arrays (index = slot; WGS-84 degrees). Slots of the table are its own:
 * a unit that several groups carry has one. Arrays are replaced when they grow, so read them anew in each frame.
 */
export class TrackTable {
  lon = new Float64Array(0)
  lat = new Float64Array(0)
  /** Degrees clockwise from north. */
  heading = new Float32Array(0)
  speedKmh = new Float32Array(0)
  /** Server instant of the fix, UTC ms. */
  at = new Float64Array(0)
  /** Index into UNIT_STATUSES. */
  status = new Uint8Array(0)
  /** Slot → unit id; undefined for a free slot. */
  ids: (string | undefined)[] = []
  private readonly sources: string[] = []
  private readonly slots = new Map<string, number>()
  private readonly groups: number[] = []
  private readonly free: number[] = []
  private readonly listeners = new Set<() => void>()

  /** Slots to walk, free ones among them included. */
  get count(): number {
    return this.ids.length
  }

  slotOf(unitId: string): number | undefined {
    return this.slots.get(unitId)
  }

  source(slot: number): string {
    return this.sources[slot] ?? ''
  }

  /** Calls `fn` after each applied frame. Answers how to stop. */
  onFrame(fn: () => void): () => void {
    this.listeners.add(fn)
    return () => this.listeners.delete(fn)
  }

  /** A group begins to carry the unit. Answers its slot. */
  hold(unitId: string, sourceId: string): number {
    const known = this.slots.get(unitId)
    const slot = known ?? this.free.pop() ?? this.ids.length
    if (known === undefined) {
      this.slots.set(unitId, slot)
      this.reserve(slot + 1)
      this.ids[slot] = unitId
      this.groups[slot] = 0
      this.at[slot] = -Infinity
    }
    this.sources[slot] = sourceId
    this.groups[slot]!++
    return slot
  }

  /** A group lets go of the unit; the last one frees the slot. */
  release(slot: number): void {
    if (--this.groups[slot]! > 0) return
    this.slots.delete(this.ids[slot]!)
    this.ids[slot] = undefined
    this.free.push(slot)
  }

  /** Tells listeners that a frame has been applied. */
  applied(): void {
    for (const fn of [...this.listeners]) fn()
  }

  private reserve(size: number): void {
    if (size <= this.lon.length) return
    const capacity = Math.max(256, size * 2)
    this.lon = grown(this.lon, new Float64Array(capacity))
    this.lat = grown(this.lat, new Float64Array(capacity))
    this.at = grown(this.at, new Float64Array(capacity))
    this.heading = grown(this.heading, new Float32Array(capacity))
    this.speedKmh = grown(this.speedKmh, new Float32Array(capacity))
    this.status = grown(this.status, new Uint8Array(capacity))
  }
}

function grown<A extends { set(from: ArrayLike<number>): void } & ArrayLike<number>>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
