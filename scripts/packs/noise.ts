import { hashOf } from '../../server/src/features/demo/dice'

/** A smooth field over the plane, −1 … 1, that changes over about `wave` metres. The same name gives the same field. */
export function field(name: string, wave: number): (x: number, y: number) => number {
  const seed = hashOf(name)
  const corner = (i: number, j: number) => {
    let h = Math.imul(i ^ seed, 0x27d4eb2d) ^ Math.imul(j + 0x165667b1, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35)
    return ((h ^ (h >>> 13)) >>> 0) / 2_147_483_648 - 1
  }
  const ease = (t: number) => t * t * (3 - 2 * t)
  return (x, y) => {
    const i = Math.floor(x / wave)
    const j = Math.floor(y / wave)
    const u = ease(x / wave - i)
    const v = ease(y / wave - j)
    const low = corner(i, j) * (1 - u) + corner(i + 1, j) * u
    const high = corner(i, j + 1) * (1 - u) + corner(i + 1, j + 1) * u
    return low * (1 - v) + high * v
  }
}
