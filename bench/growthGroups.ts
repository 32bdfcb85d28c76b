import { T0, unit, world } from '../server/src/tracks/testing/world'

const UNITS = 1600
const TICKS = 120
const TICK_MS = 250

/**
 * CPU seconds of the track room itself per tick in which all of 1,600 units moved, divided among so many groups: `accept` and
 * `tick` as the server calls them. Sockets follow only the group of all, so the doors have no part in what a group costs.
 */
export async function groupsCost(groups: number): Promise<number> {
  const { tracks, clock } = world(Array.from({ length: UNITS }, (_, i) => unit(`u${i}`, { orgId: `org-${i % groups}` })))
  await tracks.open()
  clock.at = T0
  const step = (n: number) => {
    clock.at += TICK_MS
    const fixes = Array.from({ length: UNITS }, (_, i) => ({ device: `d-u${i}`, at: clock.at, lon: 119.65 + i * 1e-4 + n * 2e-5, lat: 29.08, speedKmh: 30, headingDeg: 90 }))
    const { accepted } = tracks.accept(fixes, 'gps')
    const frames = tracks.tick().length
    // Everybody's group and each organisation's: one that was left out would look cheap.
    if (accepted !== UNITS || frames !== groups + 1) throw new Error(`${accepted} of ${UNITS} taken, ${frames} frames of ${groups + 1} groups`)
  }
  for (let n = 0; n < 10; n++) step(n)
  const before = process.cpuUsage()
  for (let n = 10; n < TICKS + 10; n++) step(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6 / TICKS
}
