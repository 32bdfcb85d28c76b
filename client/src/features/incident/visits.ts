/** How long the map stays with a P1. */
export const STAY_MS = 20_000

/** What the map's centre is lent to, and whose turn has been. */
export interface Visits {
  /** The P1 that holds the centre, or null. */
  centre: string | null
  /** When it gives the centre back, in the caller's clock; 0 without one. */
  until: number
  /** Those that have had their turn and still wait for somebody. */
  seen: ReadonlySet<string>
}

export const noVisits: Visits = { centre: null, until: 0, seen: new Set() }

/**
 * Which unacknowledged P1 holds the centre of the map now, and until when. Each is visited once, in turn, for
 * `STAY_MS`; one that is acknowledged gives the centre back at once, and so does every one when a person takes
 * hold of the view. What arrives meanwhile waits for its turn until the view is let go.
 * @param waiting unacknowledged P1s with a place, the one whose turn is first in front
 * @param now any steady clock, ms
 * @param locked a person holds the view
 */
export function nextVisit(v: Visits, waiting: readonly string[], now: number, locked: boolean): Visits {
  const still = new Set(waiting)
  const seen = new Set([...v.seen].filter((id) => still.has(id)))
  if (!locked && v.centre !== null && still.has(v.centre) && now < v.until) return same(v, { ...v, seen })
  const next = locked ? undefined : waiting.find((id) => !seen.has(id))
  if (next === undefined) return same(v, { centre: null, until: 0, seen })
  return { centre: next, until: now + STAY_MS, seen: seen.add(next) }
}

/** The place of the visited one among those that wait, for words: "2 waiting, the 1st". Null while none is visited. */
export function turnOf(v: Visits, waiting: readonly string[]): { of: number; turn: number } | null {
  const at = v.centre === null ? -1 : waiting.indexOf(v.centre)
  return at < 0 ? null : { of: waiting.length, turn: at + 1 }
}

/** The old object where nothing changed, so that whoever watches it isn't woken. */
function same(before: Visits, after: Visits): Visits {
  const alike = before.centre === after.centre && before.until === after.until && before.seen.size === after.seen.size && [...after.seen].every((id) => before.seen.has(id))
  return alike ? before : after
}
