import { createLine } from '../../../client/src/live/connection'
import { Mirror } from '../../../client/src/live/mirror'
import { browserTimers } from '../../../client/src/live/timers'
import { seatedDial, type SeatedDoor } from '../rig/seat'

/** A wall's real line and mirror, and what went over it when. */
export interface WatchedScreen {
  readonly mirror: Mirror
  /** Monotonic ms of each frame of positions. */
  readonly frames: number[]
  readonly connections: number
  /** Since when the server says that it can record nothing (its clock), or null. */
  unrecordedSince(): number | null
  live(): boolean
  stop(): void
}

export function watchedScreen({ port, cookie }: SeatedDoor): WatchedScreen {
  const mirror = new Mirror()
  const frames: number[] = []
  let connections = 0
  const line = createLine({
    url: `http://127.0.0.1:${port}`, mask: 'wall', mirror, timers: browserTimers, wallClock: () => Date.now(), random: Math.random, tracks: true, dial: seatedDial(cookie),
    events: {
      hello: () => connections++, stamped: () => undefined, mirrored: () => void mirror.drain(), tracks: () => frames.push(performance.now()),
      connected: () => undefined, disconnected: () => undefined,
    },
  })
  return {
    mirror, frames,
    get connections() {
      return connections
    },
    unrecordedSince: () => line.state.value.unrecordedSince, live: () => line.state.value.state === 'live', stop: () => line.stop(),
  }
}
