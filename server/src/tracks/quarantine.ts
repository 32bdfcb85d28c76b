import type { Fix, QuarantineReason } from '@liandong/shared/wire/fix'

/** One refused fix, kept so that someone can see what a device sends. */
export interface QuarantineSample {
  sourceId: string
  reason: QuarantineReason
  receivedAt: number
  /** What came; for malformed input the beginning of its text. */
  input: Fix | string
}

/** Newest samples kept per source and reason. */
const SAMPLES = 5
/** Of malformed text. */
const TEXT_LENGTH = 300

/** Refused input, counted per source and reason, with a few samples of each. Bounded: sources are registered. */
export class Quarantine {
  private readonly counts = new Map<string, Map<QuarantineReason, number>>()
  private readonly samples = new Map<string, QuarantineSample[]>()

  note(sourceId: string, reason: QuarantineReason, receivedAt: number, input: Fix | string): void {
    const counts = this.counts.get(sourceId) ?? new Map<QuarantineReason, number>()
    this.counts.set(sourceId, counts.set(reason, (counts.get(reason) ?? 0) + 1))
    // Where a unit is while off duty is nobody's business.
    if (reason === 'off-duty') return
    const key = `${sourceId} ${reason}`
    const kept = this.samples.get(key) ?? []
    if (kept.length >= SAMPLES) kept.shift()
    kept.push({ sourceId, reason, receivedAt, input: typeof input === 'string' ? input.slice(0, TEXT_LENGTH) : { ...input } })
    this.samples.set(key, kept)
  }

  count(sourceId: string, reason?: QuarantineReason): number {
    const counts = this.counts.get(sourceId)
    if (!counts) return 0
    return reason ? (counts.get(reason) ?? 0) : [...counts.values()].reduce((a, b) => a + b, 0)
  }

  /** Every count, for metrics. */
  *all(): Iterable<{ sourceId: string; reason: QuarantineReason; count: number }> {
    for (const [sourceId, counts] of this.counts) for (const [reason, count] of counts) yield { sourceId, reason, count }
  }

  shown(): QuarantineSample[] {
    return [...this.samples.values()].flat()
  }
}
