import type { ShallowRef } from 'vue'
import type { CommandAnswer } from '@liandong/shared/wire/messages'

/**
 * What shells and features may use of the live connection. One instance per page, made by the shell with
 * `createLive({ mask })` and provided to the tree; features take it with `useLive()`.
 */
export interface Live {
  /** One shallow collection per kind, e.g. `live.collection<IncidentDocument>('incident')`. The map is replaced, never mutated, at most once per frame. */
  collection<T>(kind: string): Readonly<ShallowRef<ReadonlyMap<string, T>>>
  /** Which ids of a kind changed in the last batch, for row tints; empty for a snapshot. */
  onChange(kind: string, fn: (ids: ReadonlySet<string>) => void): () => void
  connection: Readonly<ShallowRef<Connection>>
  clock: ServerClock
  tracks: TrackTable
  /** Sends a command and waits for its answer; resends under the same id across reconnects until answered or `ttlMs` passes. */
  submit(type: string, body: object, options?: { occurredAt?: number; ttlMs?: number; id?: string }): Promise<CommandAnswer>
  /** A typed GET of a JSON resource under /api, with the same origin and a clear error. */
  read<T>(path: string): Promise<T>
  /** Connects anew at once, for instance after a sign-in. */
  reconnect(): void
  stop(): void
}

export interface Connection {
  /**
   * `live`: hello came and the last message is younger than two heartbeats; `late`: connected but silent; `lost`: no socket; `out`:
   * nobody is signed in here, and the picture has been emptied.
   */
  state: 'connecting' | 'live' | 'late' | 'lost' | 'out'
  /** Since when it is in this state, in this machine's monotonic milliseconds (`performance.now()`). */
  since: number
  attempts: number
  position: number
  epoch: string | null
  /** Whether the last comparison of state hashes agreed; null before the first. */
  equal: boolean | null
  demo: boolean
  scenario: { rate: number; source: 'demo' | 'replay' | null } | null
  district: string | null
  heartbeatMs: number
  /** Server instant of the newest message. */
  asOf: number | null
  /** Server instant since when it can record nothing (its database's disk is full, or it is away); null while it can. */
  unrecordedSince: number | null
}

export interface ServerClock {
  /** The server's clock now (UTC ms), extrapolated with its rate from the newest message; right even if this machine's is wrong. */
  now(): number
  /** Ticks once a second on the server's second; for clocks and elapsed times. */
  second: Readonly<ShallowRef<number>>
}

/** Newest position of every moving thing in typed arrays (index = slot; WGS-84 degrees). */
export interface TrackTable {
  readonly count: number
  lon: Float64Array
  lat: Float64Array
  /** Degrees clockwise from north. */
  heading: Float32Array
  speedKmh: Float32Array
  /** Server instant of the fix. */
  at: Float64Array
  /** Index into UNIT_STATUSES. */
  status: Uint8Array
  /** Slot → unit id (undefined = free slot) and back. */
  ids: (string | undefined)[]
  slotOf(unitId: string): number | undefined
  /** Slot → source id. */
  source(slot: number): string
  onFrame(fn: () => void): () => void
}
