import type { Connection } from '../../live/api'
import type { Feed } from '../../live/freshness'

/** One thing wrong with the picture; trouble with the picture is not trouble in the town. Instants are the server's. */
export type Trouble =
  | { key: string; kind: 'lost' | 'late' | 'unequal' | 'unrecorded'; since: number | null }
  | { key: string; kind: 'feed'; sourceId: string; since: number | null; units: number }

/**
 * What is wrong now. While the line itself is down every feed is old because of it, so that only the line is named.
 * A feed is in trouble once its newest fix is past doubt, not when it merely runs late.
 * @param silenceCounts whether a feed that was never heard is in trouble too; not in a page's first seconds
 */
export function troublesOf(c: Pick<Connection, 'state' | 'equal' | 'asOf' | 'epoch' | 'unrecordedSince'>, feeds: readonly Feed[], silenceCounts = true): Trouble[] {
  if (c.epoch === null) return c.state === 'lost' ? [{ key: 'line', kind: 'lost', since: null }] : []
  if (c.state === 'lost' || c.state === 'connecting') return [{ key: 'line', kind: 'lost', since: c.asOf }]
  if (c.state === 'late') return [{ key: 'line', kind: 'late', since: c.asOf }]
  const out: Trouble[] = c.unrecordedSince === null ? [] : [{ key: 'unrecorded', kind: 'unrecorded', since: c.unrecordedSince }]
  if (c.equal === false) out.push({ key: 'equal', kind: 'unequal', since: c.asOf })
  for (const f of feeds) {
    if ((f.state !== 'stale' && f.state !== 'lost') || (f.newestAt === null && !silenceCounts)) continue
    const { aging, stale, lost, silent } = f.counts
    out.push({ key: `feed:${f.sourceId}`, kind: 'feed', sourceId: f.sourceId, since: f.newestAt, units: aging + stale + lost + silent })
  }
  return out
}
