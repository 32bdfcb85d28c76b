import type { Pool } from 'pg'
import type { Instant } from '@liandong/shared/kernel/decider'
import type { UnitStatus } from '@liandong/shared/unit/contract'
import type { Track } from './parts'

const DAY_MS = 86_400_000

/** A sampled position with the unit's status at the time. */
export type HistoryRow = Track & { status: UnitStatus }

/** Where samples go. */
export interface HistoryStore {
  /** Writes rows; a row already there (same unit, instant and status) is left as it is. */
  write(rows: HistoryRow[]): Promise<void>
  /** Drops whole days that ended before an instant. Answers the days dropped, `YYYYMMDD`. */
  dropBefore(instant: Instant): Promise<string[]>
  /** The newest sample of each unit since an instant, for a warm start. */
  newest(since: Instant): Promise<HistoryRow[]>
  /** A unit's samples from an instant up to and without another, oldest first. */
  of(unitId: string, from: Instant, to: Instant): Promise<HistoryRow[]>
}

/** UTC day of an instant as in a partition's name. Partitions are for retention, so the district's zone has no part in it. */
const dayName = (at: Instant) => new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
const PARTITION = /^track_history_(\d{4})(\d{2})(\d{2})$/
const COLUMNS = 'at, unit_id, source_id, heard_at, lon, lat, heading_deg, speed_kmh, status'

interface Row {
  at: number; unit_id: string; source_id: string; heard_at: number
  lon: number; lat: number; heading_deg: number; speed_kmh: number; status: UnitStatus
}

const fromRow = (r: Row): HistoryRow => ({
  unitId: r.unit_id, sourceId: r.source_id, at: Number(r.at), heardAt: Number(r.heard_at), lon: r.lon, lat: r.lat,
  headingDeg: r.heading_deg, speedKmh: r.speed_kmh, status: r.status,
})

/** The samples in PostgreSQL, one partition a day. */
export function historyTable(pool: Pick<Pool, 'query'>): HistoryStore {
  const present = new Set<string>()

  async function needDay(at: Instant): Promise<void> {
    const day = dayName(at)
    if (present.has(day)) return
    const from = Math.floor(at / DAY_MS) * DAY_MS
    try {
      await pool.query(`create table if not exists track_history_${day} partition of track_history for values from (${from}) to (${from + DAY_MS})`)
    } catch (error) {
      // Two nodes may make the day at the same moment; the second finds the name or the type taken.
      if (!['42P07', '23505', '42710'].includes((error as { code?: string }).code ?? '')) throw error
    }
    present.add(day)
  }

  return {
    async write(rows) {
      if (rows.length === 0) return
      for (const day of new Set(rows.map((r) => Math.floor(r.at / DAY_MS)))) await needDay(day * DAY_MS)
      const column = <K extends keyof HistoryRow>(k: K) => rows.map((r) => r[k])
      await pool.query(
        `insert into track_history (${COLUMNS})
         select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::float8[], $6::float8[], $7::real[], $8::real[], $9::text[])
         on conflict do nothing`,
        [column('at'), column('unitId'), column('sourceId'), column('heardAt'), column('lon'), column('lat'), column('headingDeg'), column('speedKmh'), column('status')])
    },
    async dropBefore(instant) {
      const { rows } = await pool.query<{ name: string }>(
        `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'track_history'::regclass`)
      const dropped: string[] = []
      for (const { name } of rows) {
        const day = PARTITION.exec(name)
        if (!day || Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) + DAY_MS > instant) continue
        await pool.query(`drop table if exists ${name}`)
        const which = name.slice('track_history_'.length)
        present.delete(which)
        dropped.push(which)
      }
      return dropped.sort()
    },
    async newest(since) {
      const { rows } = await pool.query<Row>(
        `select distinct on (unit_id) ${COLUMNS} from track_history where at >= $1 order by unit_id, at desc`, [since])
      return rows.map(fromRow)
    },
    async of(unitId, from, to) {
      const { rows } = await pool.query<Row>(
        `select ${COLUMNS} from track_history where unit_id = $1 and at >= $2 and at < $3 order by at`, [unitId, from, to])
      return rows.map(fromRow)
    },
  }
}
