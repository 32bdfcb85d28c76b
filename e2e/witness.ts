import { createLine } from '../client/src/live/connection'
import { Mirror } from '../client/src/live/mirror'
import { browserTimers } from '../client/src/live/timers'
import { seatedDial, type SeatedDoor } from '../scripts/prove/rig/seat'

/** A second mirror of the wall's mask beside the browser, on a line that nobody hurts: what the wall should hold. */
export function openWitness({ port, cookie }: SeatedDoor): { mirror: Mirror; stop(): void } {
  const mirror = new Mirror()
  const line = createLine({
    url: `http://127.0.0.1:${port}`, mask: 'wall', mirror, timers: browserTimers, tracks: false, wallClock: () => Date.now(), random: Math.random, dial: seatedDial(cookie),
    events: { hello() {}, stamped() {}, mirrored() {}, tracks() {}, connected() {}, disconnected() {} },
  })
  return { mirror, stop: () => line.stop() }
}
