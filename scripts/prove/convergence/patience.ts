import { GAP_MS, RECONNECTED_MS } from './bounds'

/** Wire ms to the server's picture, by how a client came to it. */
export interface Times {
  reconnected: number[]
  stayed: number[]
}

interface Client {
  name: string
  viewer: { connectedAt: number }
}

interface Wait {
  /** Since when it lacks something; null while it is equal. */
  since: number | null
  connectedAt: number
}

/** Watches how long each client takes to come to the server's picture once the lines are healed, and to come back to it when it moves. */
export class Patience {
  readonly times: Times = { reconnected: [], stayed: [] }
  private readonly waits = new Map<Client, Wait>()

  constructor(private readonly healedAt: number, private readonly fault: (what: string) => void) {}

  /** Told at every look whether a client is equal. A line that was dead and is new is waited for from its greeting. */
  look(c: Client, isEqual: boolean, now: number): void {
    const { connectedAt } = c.viewer
    let w = this.waits.get(c)
    if (!w) this.waits.set(c, (w = { since: this.healedAt, connectedAt: Math.min(connectedAt, this.healedAt) }))
    if (connectedAt > w.connectedAt) Object.assign(w, { since: connectedAt, connectedAt })
    if (!isEqual) return void (w.since ??= now)
    if (w.since === null) return
    const cameBack = w.connectedAt > this.healedAt
    const took = now - w.since
    w.since = null
    this.times[cameBack ? 'reconnected' : 'stayed'].push(took)
    if (took > (cameBack ? RECONNECTED_MS : GAP_MS)) this.fault(`${c.name} was equal only ${Math.round(took)} ms after ${cameBack ? 'it reconnected' : 'the lines healed'}`)
  }
}
