import { TrackDecoder } from '@liandong/shared/wire/trackDecoder'
import { TrackTable } from '@liandong/shared/wire/trackTable'
import type { Timers } from './timers'

/** A group asked for whole is asked for again after this long. */
const ASK_AGAIN_MS = 3_000
/** Groups that an earlier connection carried and this one doesn't are let go after this long. */
const CARRY_OVER_MS = 5_000

export interface HeldTracks {
  table: TrackTable
  /** One binary frame. Answers the groups to ask whole frames of (empty: all), or null. */
  frame(bytes: Uint8Array): string[] | null
  /** A new connection. Positions of the last one stay on screen, ageing, until their group comes whole again. */
  connected(sameEpoch: boolean): void
  /** Lets go of every group but these. */
  follow(groups: readonly string[]): void
  /** Lets go of everything: the sign-in has ended. */
  clear(): void
  stop(): void
}

/** Newest positions across connections: sequences belong to a connection, the picture doesn't. */
export function createTracks(timers: Timers): HeldTracks {
  const table = new TrackTable()
  let decoder = new TrackDecoder(table)
  let earlier: TrackDecoder[] = []
  let carry: unknown = null
  const asked = new Map<string, number>()

  function ask(group: string): string[] | null {
    const before = asked.get(group)
    if (before !== undefined && timers.now() - before < ASK_AGAIN_MS) return null
    asked.set(group, timers.now())
    return group === '' ? [] : [group]
  }
  function letGo(): void {
    const old = earlier
    earlier = []
    for (const d of old) d.clear()
  }

  return {
    table,
    frame(bytes) {
      try {
        const outcome = decoder.apply(bytes)
        if (outcome.kind !== 'applied') return ask(outcome.group)
        asked.delete(outcome.group)
        for (const d of earlier) d.drop(outcome.group)
        return null
      } catch {
        // Malformed bytes: nothing of them was applied; whole frames put it right.
        return ask('')
      }
    },
    connected(sameEpoch) {
      timers.clear(carry)
      earlier.push(decoder)
      decoder = new TrackDecoder(table)
      asked.clear()
      if (sameEpoch) carry = timers.set(letGo, CARRY_OVER_MS)
      else letGo()
    },
    follow(groups) {
      for (const d of [decoder, ...earlier]) d.keepOnly(groups)
    },
    clear() {
      letGo()
      decoder.clear()
      decoder = new TrackDecoder(table)
    },
    stop: () => timers.clear(carry),
  }
}
