import type { Freshness } from '../../live/freshness'

/** Freshness as a small number, for typed arrays; later is worse. */
export const FRESHNESS: readonly Freshness[] = ['fresh', 'aging', 'stale', 'lost']
