import type pg from 'pg'
import type { DeviceRecord, DeviceState } from '@liandong/shared/device/contract'
import type { Instant, Rejection, StateReader } from '@liandong/shared/kernel/decider'
import type { SourceState } from '@liandong/shared/unit/contract'
import type { Book } from './book'
import type { Submit } from './firstPerson'
import type { FeedToken } from './ingestTokens'
import type { By } from './people'
import type { Walls } from './walls'

export interface DeviceParts {
  pool: pg.Pool
  read: StateReader
  submit: Submit
  book: Book
  walls: Pick<Walls, 'cut'>
}

export interface ListedWall {
  id: string; name: string; place: string; active: boolean
  /** Absent where its key isn't known any more, for instance after a restore: it must pair anew. */
  paired: Instant | null
  /** To the minute. */
  seen: Instant | null
  address: string | null
  agent: string | null
  /** How many screens show it now or did within its session's time. */
  sessions: number
  /** Why it was taken out by itself: `copied`, its key was in two places. */
  why: string | null
}
export interface ListedFeed { id: string; name: string; nameEn: string; active: boolean; made: Instant | null; used: Instant | null; refused: Instant | null }
export interface DeviceChange { id: string; name?: string | undefined; place?: string | undefined; active?: boolean | undefined }

export type Devices = ReturnType<typeof openDevices>

/** The devices as administrators see and change them: state from the log, keys and tokens from tables. */
export function openDevices(p: DeviceParts) {
  /** A feed nobody ever changed is what its source says. */
  function recordOf(id: string): DeviceRecord | null {
    const known = p.read.get<DeviceState>('device', id)
    if (known) return { kind: known.kind, name: known.name, place: known.place, active: known.active }
    const source = p.read.get<SourceState>('source', id)
    return source ? { kind: 'feed', name: source.name, place: '', active: true } : null
  }

  return {
    async walls(): Promise<ListedWall[]> {
      interface Row { device: string; made: number; seen: number; address: string; agent: string; why: string | null; sessions: number }
      const { rows } = await p.pool.query<Row>(
        `select k.device, k.made::float8 as made, greatest(k.seen, coalesce(max(s.seen), 0))::float8 as seen, k.address, k.agent, k.why, count(s.id)::int as sessions
         from wall_key k left join session s on s.device = k.device group by k.device`)
      const keys = new Map(rows.map((r) => [r.device, r]))
      return [...p.read.all<DeviceState>('device')].filter((d) => d.kind === 'wall').map(({ id, name, place, active }) => {
        const k = keys.get(id)
        return { id, name, place, active, paired: k?.made ?? null, seen: k?.seen ?? null, address: k?.address ?? null, agent: k?.agent ?? null, sessions: k?.sessions ?? 0, why: k?.why ?? null }
      })
    },

    feeds(tokens: ReadonlyMap<string, FeedToken>): ListedFeed[] {
      return [...p.read.all<SourceState>('source')].map(({ id, name, nameEn }) => {
        const { made, used, refused } = tokens.get(id) ?? { made: null, used: null, refused: null }
        return { id, name, nameEn, active: recordOf(id)!.active, made, used, refused }
      })
    },

    /** Renames a device, or takes it out of service: open screens and sessions end at once. */
    async change(device: string, b: DeviceChange, by: By): Promise<{ ok: true } | Rejection | { fault: string }> {
      const before = recordOf(device)
      if (!before) return { rejected: 'unknown-device', detail: { device } }
      const after: DeviceRecord = { ...before, name: b.name ?? before.name, place: b.place ?? before.place, active: b.active ?? before.active }
      const answer = await p.submit({ id: `device-${b.id}`, type: 'PutDevice', body: { deviceId: device, after }, actor: by.actor })
      if (!answer.ok && 'fault' in answer) return { fault: answer.fault }
      const isSame = !answer.ok && answer.rejected === 'nothing-changed'
      if (!answer.ok && !isSame) return { rejected: answer.rejected, detail: answer.detail }
      // Also where the log said so already: whoever asks again because the answer was lost wants the sessions ended.
      if (!after.active && after.kind === 'wall') await p.walls.cut({ ...after, id: device }, by.actor.id)
      if (before.active && !after.active && answer.ok && !answer.replayed) p.book.deviceRevoked({ person: by.actor.id, address: by.where }, device, 'by-hand')
      return { ok: true }
    },
  }
}
