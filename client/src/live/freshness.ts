import type { Source } from '@liandong/shared/unit/contract'

/** How much a datum may be believed: inside its contract, past it, old enough to doubt, or silent for good. */
export type Freshness = 'fresh' | 'aging' | 'stale' | 'lost'
export type Contract = Pick<Source, 'contract' | 'withinMs' | 'lostAfterMs'>

/** Past its contract and beyond this age a mark is drawn hollow (visual.md §6). */
export const STALE_AFTER_MS = 60_000
/** Beyond this age, or the contract's own later limit, only a crossed dot remains. */
export const LOST_AFTER_MS = 300_000

/**
 * Freshness of a datum of this age under its source's contract. An event source owes nothing until
 * `lostAfterMs`; its silence means something only then.
 * @param ageMs server's now minus the instant of the fix; negative counts as new
 */
export function freshnessOf(ageMs: number, c: Contract): Freshness {
  const fresh = c.contract === 'event' ? c.lostAfterMs : c.withinMs
  if (ageMs <= fresh) return 'fresh'
  if (ageMs > Math.max(LOST_AFTER_MS, fresh, c.lostAfterMs)) return 'lost'
  return ageMs > Math.max(STALE_AFTER_MS, fresh) ? 'stale' : 'aging'
}

/** The age in ms at which this contract's next step comes, or null when it is lost already. */
export function nextStepMs(ageMs: number, c: Contract): number | null {
  const fresh = c.contract === 'event' ? c.lostAfterMs : c.withinMs
  const steps = [fresh, Math.max(STALE_AFTER_MS, fresh), Math.max(LOST_AFTER_MS, fresh, c.lostAfterMs)]
  return steps.find((s) => s >= ageMs) ?? null
}

/** One thing on screen whose age is judged: a unit's position. */
export interface Judged {
  sourceId: string
  /** Instant of its newest fix; null when there never was one. */
  at: number | null
  /** How much it counts: a unit under orders counts more than an idle one. */
  weight: number
}

export interface Feed {
  sourceId: string
  /** How the feed itself is: by its newest fix. */
  state: Freshness
  /** Instant of its newest fix, or null when it never spoke. */
  newestAt: number | null
  ageMs: number | null
  /** What it speaks for, by freshness; `silent` never had a fix. */
  counts: Record<Freshness, number> & { silent: number }
}

/** The state of each source, from what it speaks for. Sources without anything on screen are `fresh` and empty. */
export function feedsOf(judged: Iterable<Judged>, sources: ReadonlyMap<string, Contract>, now: number): Feed[] {
  const feeds = new Map<string, Feed>()
  for (const sourceId of sources.keys()) {
    feeds.set(sourceId, { sourceId, state: 'fresh', newestAt: null, ageMs: null, counts: { fresh: 0, aging: 0, stale: 0, lost: 0, silent: 0 } })
  }
  for (const j of judged) {
    const feed = feeds.get(j.sourceId)
    const contract = sources.get(j.sourceId)
    if (!feed || !contract) continue
    if (j.at === null) feed.counts.silent++
    else {
      feed.counts[freshnessOf(now - j.at, contract)]++
      if (feed.newestAt === null || j.at > feed.newestAt) feed.newestAt = j.at
    }
  }
  for (const feed of feeds.values()) {
    feed.ageMs = feed.newestAt === null ? null : Math.max(0, now - feed.newestAt)
    if (feed.ageMs !== null) feed.state = freshnessOf(feed.ageMs, sources.get(feed.sourceId)!)
    else if (feed.counts.silent > 0) feed.state = 'lost'
  }
  return [...feeds.values()]
}

/** One part of the trust figure; `of` is the weight on screen, `inside` the weight inside its contract. */
export interface TrustPart {
  /** A source id, or `mirror` for the documents themselves. */
  id: string
  inside: number
  of: number
}

export interface Trust {
  /** 0 … 1. Null while nothing is on screen: no figure is not a good figure. */
  share: number | null
  parts: TrustPart[]
}

/** Documents that come through the mirror (incidents, orders, alerts): their age is the line's. */
export interface MirrorAge {
  ageMs: number
  /** Two heartbeats: past that the documents are outside their contract. */
  withinMs: number
  /** Their weight on screen. */
  weight: number
  /** False when the state hashes disagree: then they are not inside, however young. */
  equal: boolean | null
}

/** Trust: the weighted share of what is on this screen that is inside its contract, with its parts. */
export function trustOf(judged: Iterable<Judged>, sources: ReadonlyMap<string, Contract>, mirror: MirrorAge, now: number): Trust {
  const parts = new Map<string, TrustPart>()
  for (const j of judged) {
    let part = parts.get(j.sourceId)
    if (!part) parts.set(j.sourceId, (part = { id: j.sourceId, inside: 0, of: 0 }))
    part.of += j.weight
    const contract = sources.get(j.sourceId)
    if (contract && j.at !== null && freshnessOf(now - j.at, contract) === 'fresh') part.inside += j.weight
  }
  const good = mirror.ageMs <= mirror.withinMs && mirror.equal !== false
  const all = [...parts.values(), { id: 'mirror', of: mirror.weight, inside: good ? mirror.weight : 0 }]
  const of = all.reduce((n, p) => n + p.of, 0)
  return { share: of === 0 ? null : all.reduce((n, p) => n + p.inside, 0) / of, parts: all }
}
