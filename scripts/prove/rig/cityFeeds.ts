import type { Position } from '@liandong/shared/wire/fix'
import type { CityUnit } from './city'
import type { ServerProcess } from './serverProcess'

const TICK_MS = 100
/** A feed that isn't answered doesn't pile up: newer places take the place of what waits. */
const MOST_WAITING = 60
/** A quarter drives its round; the others stand, and say so. */
const DRIVES = 4
const ROUND_M = 300
const SPEED_MS = 8
const DEGREE_M = 111_320

/** The city's positions: every unit in turn, source by source, so many a second of real time. */
export class CityFeeds {
  /** Positions a second. */
  perS = 0
  sent = 0
  /** Requests that failed; what they held is lost, as with real feeds. */
  failed = 0
  /** Positions not sent because the server was so many requests behind. */
  skipped = 0
  private waiting = 0
  private next = 0
  private owed = 0
  private last = performance.now()
  private readonly timer: NodeJS.Timeout

  /** @param now the server's clock, UTC ms */
  constructor(private readonly server: ServerProcess, private readonly units: readonly CityUnit[], private readonly now: () => number) {
    this.timer = setInterval(() => this.tick(), TICK_MS)
  }

  private tick(): void {
    const since = performance.now()
    this.owed += (this.perS * (since - this.last)) / 1000
    this.last = since
    const count = Math.min(Math.floor(this.owed), this.units.length)
    this.owed = Math.min(this.owed - count, this.units.length)
    if (this.waiting > MOST_WAITING) this.skipped += count
    else void this.report(count)
  }

  /** Lets the next `count` units report where they are. */
  report(count: number): Promise<void> {
    const at = Math.round(this.now())
    const bySource = new Map<string, Position[]>()
    for (let i = 0; i < count; i++) {
      const n = this.next++ % this.units.length
      const u = this.units[n]!
      const list = bySource.get(u.sourceId)
      if (list) list.push(placeOf(u, n, at))
      else bySource.set(u.sourceId, [placeOf(u, n, at)])
    }
    this.sent += count
    return Promise.all([...bySource].map(([source, positions]) => this.send(source, positions))).then(() => undefined)
  }

  private async send(source: string, positions: Position[]): Promise<void> {
    this.waiting++
    await this.server.positions(source, positions).catch(() => { this.failed++ })
    this.waiting--
  }

  stop(): void {
    clearInterval(this.timer)
  }
}

/** Where unit number `n` is at an instant: on a round of its own, or a hand's breadth from where it stands by. */
function placeOf(u: CityUnit, n: number, at: number): Position {
  const drives = n % DRIVES === 0
  const radius = drives ? ROUND_M : 0.5
  const turn = ((at / 1000) * (drives ? SPEED_MS : 0.2)) / radius + n
  return {
    device: u.deviceId, at, lon: u.homeLon + (Math.cos(turn) * radius) / (DEGREE_M * Math.cos((u.homeLat * Math.PI) / 180)), lat: u.homeLat + (Math.sin(turn) * radius) / DEGREE_M,
    speedKmh: drives ? SPEED_MS * 3.6 : 0, headingDeg: (360 - (((turn * 180) / Math.PI) % 360)) % 360,
  }
}
