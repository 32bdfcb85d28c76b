import type { IncidentKindState } from '@liandong/shared/incident/contract'

const fold = (s: string) => s.toLowerCase().replace(/\s+/g, '')

/** How well a kind answers letters or words: 0 exact … 4, or null when it doesn't. Letters come from the pack's `keys`. */
function rank(kind: IncidentKindState, wish: string): number | null {
  const [keys, name, nameEn] = [kind.keys.toLowerCase().split(/[\s,|/]+/), fold(kind.name), fold(kind.nameEn)]
  if (keys.includes(wish) || name === wish || nameEn === wish) return 0
  if (keys.some((k) => k.startsWith(wish))) return 1
  if (name.startsWith(wish) || nameEn.startsWith(wish)) return 2
  if (name.includes(wish) || nameEn.includes(wish)) return 3
  return keys.some((k) => k.includes(wish)) ? 4 : null
}

/** Kinds that answer what was typed, best first; everything by level when nothing was typed. */
export function findKinds(kinds: Iterable<IncidentKindState>, typed: string): IncidentKindState[] {
  const wish = fold(typed)
  const all = [...kinds]
  if (wish === '') return all.sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
  return all
    .map((kind) => ({ kind, rank: rank(kind, wish) }))
    .filter((r): r is { kind: IncidentKindState; rank: number } => r.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.kind.priority - b.kind.priority || (a.kind.id < b.kind.id ? -1 : 1))
    .map((r) => r.kind)
}

/** The one kind a word names beyond doubt: exactly, or as the only one that begins so. */
export function kindNamed(kinds: Iterable<IncidentKindState>, word: string): IncidentKindState | null {
  const wish = fold(word)
  if (wish === '') return null
  const ranked = [...kinds].map((kind) => ({ kind, rank: rank(kind, wish) }))
  const exact = ranked.filter((r) => r.rank === 0)
  if (exact.length > 0) return exact.length === 1 ? exact[0]!.kind : null
  const begins = ranked.filter((r) => r.rank === 1 || r.rank === 2)
  return begins.length === 1 ? begins[0]!.kind : null
}
