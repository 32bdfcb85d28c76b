import { localTime } from '@liandong/shared/kernel/time'
import { linesOf } from './csv'

/** One recorded cab fix: seconds of its local day, cab, WGS-84. */
export interface CabFix {
  second: number
  device: string
  lon: number
  lat: number
}

const DAY_S = 86_400

/** Cab → the unit it stands in for: the busiest cabs serve the units in order. */
export async function readCabDay(path: string, devices: readonly string[], zone: string): Promise<CabFix[]> {
  const byCab = new Map<string, { ts: number; lat: number; lon: number }[]>()
  let header = true
  for await (const line of linesOf(path)) {
    if (header) { header = false; continue }
    const [ts, cab, lat, lon] = line.split(',')
    if (!cab) continue
    const fixes = byCab.get(cab) ?? []
    if (fixes.length === 0) byCab.set(cab, fixes)
    fixes.push({ ts: Number(ts), lat: Number(lat), lon: Number(lon) })
  }
  const busiest = [...byCab].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1)).slice(0, devices.length)
  const first = Math.min(...busiest.map(([, f]) => f[0]?.ts ?? Infinity))
  const t = localTime(first * 1000, zone)
  const midnight = first - (t.hour * 3600 + t.minute * 60 + t.second)
  return busiest
    .flatMap(([, fixes], i) => fixes.map((f) => ({ second: (f.ts - midnight) % DAY_S, device: devices[i]!, lon: f.lon, lat: f.lat })))
    .sort((a, b) => a.second - b.second)
}

/** The cab day repeated for every day, shifted: yields fixes between two instants of the scenario, in order. */
export class CabPlayer {
  private index = 0
  private day: number

  /** `midnight` is the instant at which the first replayed day begins in the district's zone. */
  constructor(private readonly fixes: readonly CabFix[], private midnight: number, from: number) {
    this.day = midnight
    const second = (from - midnight) / 1000
    while (this.index < fixes.length && fixes[this.index]!.second < second) this.index++
  }

  upTo(now: number): { device: string; at: number; lon: number; lat: number }[] {
    const out: { device: string; at: number; lon: number; lat: number }[] = []
    if (this.fixes.length === 0) return out
    for (;;) {
      const f = this.fixes[this.index]
      if (!f) {
        this.index = 0
        this.day += DAY_S * 1000
        continue
      }
      const at = this.day + f.second * 1000
      if (at > now) return out
      out.push({ device: f.device, at, lon: f.lon, lat: f.lat })
      this.index++
    }
  }
}
