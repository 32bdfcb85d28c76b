import { diceOf } from '../../../server/src/features/demo/dice'
import { gap, gapToLine, insideRing, type Spot } from '../plane'
import { plane } from './outlines'
import { bankGap, lakes, RIVERS } from './water'
import type { Township, Village } from './townships'

export interface PlacedVillage extends Village {
  spot: Spot
}

/**
 * Puts each village somewhere in its township's cell, because no free package says where it lies: nearer the seat
 * is likelier, apart from each other, in the hills near a stream. The names are real, the places are made up.
 */
export function placeVillages(townships: readonly Township[], villages: readonly Village[], outline: readonly Spot[]): PlacedVillage[] {
  const seats = townships.map((t) => ({ code: t.code, spot: plane.spot(t) }))
  const nearest = (s: Spot) => seats.reduce((best, t) => (gap(t.spot, s) < gap(best.spot, s) ? t : best))
  const streams = RIVERS.filter((r) => r.class === 'stream')
  const placed: PlacedVillage[] = []
  for (const v of villages) {
    const dice = diceOf(`village ${v.code}`)
    const seat = seats.find((s) => s.code === v.township)
    if (!seat) continue
    const reach = reachOf(seat.spot, nearest)
    let best: Spot | null = null
    let bestRank = -Infinity
    for (let n = 0; n < 60; n++) {
      const angle = dice.between(0, 2 * Math.PI)
      const far = reach * Math.sqrt(dice.next()) * 1.5
      const s = { x: seat.spot.x + Math.cos(angle) * far, y: seat.spot.y + Math.sin(angle) * far }
      if (nearest(s) !== seat || !insideRing(s, outline) || gapToLine(s, outline) < 250 || bankGap(s) < 120 || lakes().some((l) => insideRing(s, l.ring))) continue
      const crowd = Math.min(1500, ...placed.map((p) => gap(p.spot, s)), gap(seat.spot, s) + 200)
      const valley = s.y < -10_000 ? Math.min(...streams.map((r) => gapToLine(s, r.line))) : 0
      const rank = crowd - 0.7 * valley - 0.04 * far
      if (rank > bestRank) {
        bestRank = rank
        best = s
      }
    }
    placed.push({ ...v, spot: best ?? seat.spot })
  }
  return placed
}

/** How far a township's cell reaches from its seat, on average over eight directions. */
function reachOf(seat: Spot, nearest: (s: Spot) => { spot: Spot }): number {
  let sum = 0
  for (let k = 0; k < 8; k++) {
    let far = 300
    const dir = { x: Math.cos((k * Math.PI) / 4), y: Math.sin((k * Math.PI) / 4) }
    while (far < 9000 && gap(nearest({ x: seat.x + dir.x * far, y: seat.y + dir.y * far }).spot, seat) < 1) far += 200
    sum += far
  }
  return sum / 8
}
