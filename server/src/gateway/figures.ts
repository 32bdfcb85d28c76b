import type { DoorParts } from './doors'
import type { LiveGateway } from './live'

/** The figures of `/metrics`: asked at each scrape, so that nothing is counted for nobody. */
export function addFigures(p: DoorParts, live: LiveGateway): void {
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
  m.gauge('feed_age_ms', 'Milliseconds since each feed was heard', ['source'], (g) => {
    for (const f of p.tracks.tracks.feedStates()) if (f.lastReceivedAt !== null) g.set({ source: f.sourceId }, p.clock.now() - f.lastReceivedAt)
  })
}
