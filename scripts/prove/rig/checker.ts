/** What a history can be guilty of. */
export type FaultKind = 'lost' | 'duplicate' | 'gap' | 'reorder' | 'stale' | 'late'

/** One violation: what it is, whom it befell, and the sentence for people. */
export interface Fault {
  kind: FaultKind
  id: string
  why: string
}

/** Something that was promised and must happen exactly once; `by`: no later than this. */
export interface Promised {
  id: string
  by?: number
}

/** Something that happened, as whoever received it counts it. */
export interface Effect {
  id: string
  at: number
}

/** Lost: promised and never happened. Duplicate: happened more than once, promised or not. Late: happened first after its time. */
export function checkEffects(promised: Iterable<Promised>, effects: Iterable<Effect>): Fault[] {
  const faults: Fault[] = []
  const times = new Map<string, number[]>()
  for (const e of effects) times.set(e.id, [...(times.get(e.id) ?? []), e.at])
  for (const { id, by } of promised) {
    const at = times.get(id)
    if (!at) faults.push({ kind: 'lost', id, why: `${id} was promised and never happened` })
    else if (by !== undefined && Math.min(...at) > by) faults.push({ kind: 'late', id, why: `${id} happened ${Math.round(Math.min(...at) - by)} ms after its time` })
  }
  for (const [id, at] of times) if (at.length > 1) faults.push({ kind: 'duplicate', id, why: `${id} happened ${at.length} times` })
  return faults
}

/** A numbered stream in the order in which it was received: nothing left out, nothing twice, nothing after its successor. */
export function checkNumbers(stream: string, numbers: Iterable<number>, first?: number): Fault[] {
  const faults: Fault[] = []
  const seen = new Set<number>()
  let highest = first === undefined ? undefined : first - 1
  for (const n of numbers) {
    const id = `${stream} ${n}`
    if (seen.has(n)) faults.push({ kind: 'duplicate', id, why: `${id} came twice` })
    else if (highest !== undefined && n < highest) faults.push({ kind: 'reorder', id, why: `${id} came after ${highest}` })
    seen.add(n)
    highest = Math.max(highest ?? n, n)
  }
  if (highest === undefined) return faults
  let from = first ?? highest
  for (const n of seen) from = Math.min(from, n)
  for (let n = from; n <= highest; n++) if (!seen.has(n)) faults.push({ kind: 'gap', id: `${stream} ${n}`, why: `${stream} ${n} is missing` })
  return faults
}

/** One answered wish: when it was first sent and first answered (monotonic ms), and the place it was given. */
export interface Answered {
  id: string
  sentAt: number
  answeredAt: number
  position: number
}

/** What was answered before another was even sent must stand before it (real-time order). */
export function checkOrder(answered: readonly Answered[]): Fault[] {
  const faults: Fault[] = []
  let latest: Answered | undefined
  for (const a of [...answered].sort((x, y) => x.position - y.position)) {
    if (latest && a.answeredAt < latest.sentAt) faults.push({ kind: 'reorder', id: a.id, why: `${a.id} stands at ${a.position}, after ${latest.id} at ${latest.position}, which was sent only when it had been answered` })
    if (!latest || a.sentAt > latest.sentAt) latest = a
  }
  return faults
}

/** Somebody was shown the world as of a position; whoever looks must see at least what was acknowledged before they looked. */
export interface Looked {
  id: string
  /** When they began to look. */
  at: number
  position: number
}

/** Stale: shown an older world than had been acknowledged. */
export function checkLooks(looks: readonly Looked[], answered: readonly Answered[]): Fault[] {
  const faults: Fault[] = []
  const acknowledged = [...answered].sort((a, b) => a.answeredAt - b.answeredAt)
  let i = 0
  let highest = 0
  for (const look of [...looks].sort((a, b) => a.at - b.at)) {
    for (; i < acknowledged.length && acknowledged[i]!.answeredAt < look.at; i++) highest = Math.max(highest, acknowledged[i]!.position)
    if (look.position < highest) faults.push({ kind: 'stale', id: look.id, why: `${look.id} was shown position ${look.position} when ${highest} had been acknowledged` })
  }
  return faults
}
