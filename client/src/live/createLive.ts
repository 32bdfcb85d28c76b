import { createPinia, type Pinia } from 'pinia'
import type { Mask } from '@liandong/shared/kernel/decider'
import type { Live } from './api'
import { createCollections } from './collections'
import { createLine } from './connection'
import { Mirror } from './mirror'
import { readJson } from './readJson'
import { createServerClock } from './serverClock'
import { createSubmitter } from './submit'
import { browserTimers, oncePerFrame } from './timers'
import { createTracks } from './tracks'

export interface LiveOptions {
  mask: Mask
  /** Default: this page's origin. */
  url?: string
  /** The application's Pinia, so that its tools see the collections. */
  pinia?: Pinia
  /** Whether position frames are wanted; default yes. */
  tracks?: boolean
}

/** Joins the parts of a page's one live connection; a shell calls it once and stops it when it goes. */
export function createLive(options: LiveOptions): Live {
  const timers = browserTimers
  const mirror = new Mirror()
  const collections = createCollections(mirror, options.pinia ?? createPinia())
  const clock = createServerClock(timers, () => Date.now())
  const tracks = createTracks(timers)
  const url = options.url ?? location.origin
  let epoch: string | null = null
  let asOf: number | null = null

  const frame = oncePerFrame(() => {
    collections.apply()
    const now = line.state.value
    if (now.position !== mirror.position || now.equal !== mirror.equal || now.asOf !== asOf || now.epoch !== mirror.epoch) {
      line.state.value = { ...now, position: mirror.position, equal: mirror.equal, epoch: mirror.epoch, asOf }
    }
  }, timers)

  const line = createLine({
    url, mask: options.mask, mirror, timers, wallClock: () => Date.now(), random: Math.random, tracks: options.tracks ?? true,
    events: {
      hello: (hello) => {
        tracks.connected(hello.epoch === epoch)
        epoch = hello.epoch
      },
      stamped: (at, rate) => {
        clock.hear(at, rate)
        asOf = at
      },
      mirrored: frame.ask,
      regrouped: (groups) => tracks.follow(groups),
      signedOut: () => {
        tracks.clear()
        epoch = null
        asOf = null
      },
      tracks: (bytes) => {
        const groups = tracks.frame(bytes)
        if (groups) line.askTracks(groups)
      },
      connected: () => submitter.connected(),
      disconnected: () => submitter.disconnected(),
    },
  })
  const submitter = createSubmitter(line.send, () => crypto.randomUUID(), timers)

  const wake = () => line.wake()
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)

  return {
    collection: collections.get,
    onChange: collections.onChange,
    connection: line.state,
    clock,
    tracks: tracks.table,
    submit: submitter.submit,
    read: (path) => readJson(new URL(`/api/${path.replace(/^\/?(api\/)?/, '')}`, url)),
    reconnect: line.reconnect,
    stop() {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      line.stop()
      submitter.stop()
      frame.stop()
      tracks.stop()
      clock.stop()
    },
  }
}
