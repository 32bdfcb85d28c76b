import type { DoorParts } from './doors'
import { FanoutAdapter } from './fanout'
import type { LiveGateway } from './live'
import type { Tally } from './tally'

/** The figures of `/metrics`: asked at each scrape, so that nothing is counted for nobody. */
export function addFigures(p: DoorParts & { refusedHttp: Tally }, live: LiveGateway): void {
  const m = p.metrics
  m.gauge('log_position', 'Position of the log this node has folded', [], (g) => g.set(p.engine.position))
  m.gauge('commands_waiting', 'Commands queued or being committed', [], (g) => g.set(p.engine.depth))
  m.gauge('documents', 'Documents of the working set', [], (g) => g.set(p.engine.documents.size))
  m.gauge('sockets', 'Connected screens by mask', ['mask'], (g) => { for (const [mask, n] of Object.entries(live.counts())) g.set({ mask }, n) })
  m.gauge('job_lateness_ms', 'Worst lateness of the last fired jobs in clock milliseconds', [], (g) => g.set(Math.max(0, ...p.jobs.lateness.slice(-100))))
  m.gauge('bus_up', '1 while the bus between nodes is up', [], (g) => g.set(p.bus.state() === 'up' ? 1 : 0))
  m.gauge('troubles', 'Open troubles of the system itself', ['kind'], (g) => {
    g.reset()
    for (const t of p.troubles.list()) g.set({ kind: t.kind }, t.count)
  })
  const tally = (name: string, help: string, label: string, t: Tally) =>
    m.gauge(name, help, [label], (g) => { for (const [word, n] of t.all()) g.set({ [label]: word }, n) })
  tally('live_refused', 'Messages of screens refused since the start, by code', 'code', live.refused)
  tally('live_ended', 'Connections of screens ended since the start, by reason', 'reason', live.ended)
  tally('http_refused', 'HTTP requests refused or failed since the start, by status', 'status', p.refusedHttp)
  const adapter = live.io.of('/').adapter
  m.gauge('sockets_cut', 'Screens cut off because too much waited for them', [], (g) => g.set(adapter instanceof FanoutAdapter ? adapter.cut : 0))
  m.gauge('track_frames_skipped', 'Position frames not sent to screens that were behind', [], (g) => g.set(adapter instanceof FanoutAdapter ? adapter.skipped : 0))
  m.gauge('socket_queue_bytes', 'Bytes that wait for the screen with the longest queue', [], (g) => g.set(live.longestQueue()))
  m.gauge('snapshots_encoded', 'Whole pictures encoded since the start', [], (g) => g.set(live.snapshotsEncoded()))
  m.gauge('positions_quarantined', 'Positions and device messages refused since the start', ['source', 'reason'], (g) => {
    for (const q of p.tracks.tracks.quarantine.all()) g.set({ source: q.sourceId, reason: q.reason }, q.count)
  })
  m.gauge('feed_age_ms', 'Milliseconds since each feed was heard', ['source'], (g) => {
    for (const f of p.tracks.tracks.feedStates()) if (f.lastReceivedAt !== null) g.set({ source: f.sourceId }, p.clock.now() - f.lastReceivedAt)
  })
}
