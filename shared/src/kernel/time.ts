import type { Instant } from './decider'

/** A moment as a district's wall clock shows it. */
export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** 0 = Sunday. */
  weekday: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let f = formats.get(zone)
  if (!f) {
    f = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric', weekday: 'short',
    })
    formats.set(zone, f)
  }
  return f
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const MINUTE = 60_000

/** The minute last asked for: within it only the seconds move, and formatting is what each question would pay for. */
let minute: { start: Instant; zone: string; time: LocalTime } | null = null

/** The wall-clock parts of an instant in an IANA zone. */
export function localTime(at: Instant, zone: string): LocalTime {
  const start = Math.floor(at / MINUTE) * MINUTE
  if (minute?.start !== start || minute.zone !== zone) minute = { start, zone, time: readLocal(start, zone) }
  // Zones changed within a minute, and stood apart by odd seconds, only long ago.
  if (minute.time.second !== 0) return readLocal(at, zone)
  return { ...minute.time, second: Math.floor((at - start) / 1000) }
}

function readLocal(at: Instant, zone: string): LocalTime {
  const parts: Record<string, string> = {}
  for (const p of formatOf(zone).formatToParts(at)) parts[p.type] = p.value
  return {
    year: Number(parts.year), month: Number(parts.month), day: Number(parts.day), hour: Number(parts.hour),
    minute: Number(parts.minute), second: Number(parts.second), weekday: WEEKDAYS.indexOf(parts.weekday ?? ''),
  }
}

const two = (n: number) => String(n).padStart(2, '0')

/** `YYYYMMDD` in the zone: the day an incident number and a day's counts belong to. */
export function dayOf(at: Instant, zone: string): string {
  const t = localTime(at, zone)
  return `${t.year}${two(t.month)}${two(t.day)}`
}

/** Milliseconds by which the zone's wall clock is ahead of UTC at this instant. */
export function offsetMs(at: Instant, zone: string): number {
  const t = localTime(at, zone)
  const asUtc = utcMs(t.year, t.month, t.day, t.hour, t.minute, t.second)
  return asUtc - Math.floor(at / 1000) * 1000
}

/** Days from the civil epoch (Howard Hinnant's algorithm), so that no Date is needed in `shared`. */
function utcMs(y: number, m: number, d: number, h: number, min: number, s: number): number {
  const yy = m <= 2 ? y - 1 : y
  const era = Math.floor(yy / 400)
  const yoe = yy - era * 400
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy
  return (((era * 146_097 + doe - 719_468) * 24 + h) * 60 + min) * 60_000 + s * 1000
}

/** The instant of a wall-clock time in a zone. In a spring gap the later instant, in an autumn overlap the earlier. */
export function instantOf(year: number, month: number, day: number, hour: number, minute: number, zone: string): Instant {
  const wall = utcMs(year, month, day, hour, minute, 0)
  const earlier = wall - offsetMs(wall - 86_400_000, zone)
  if (earlier + offsetMs(earlier, zone) === wall) return earlier
  const later = wall - offsetMs(wall + 86_400_000, zone)
  return later + offsetMs(later, zone) === wall ? later : earlier
}

/** Midnight that begins the day an instant falls in. */
export function startOfDay(at: Instant, zone: string): Instant {
  const t = localTime(at, zone)
  return instantOf(t.year, t.month, t.day, 0, 0, zone)
}

/** `HH:mm:ss` in the zone. */
export function clockText(at: Instant, zone: string, seconds = true): string {
  const t = localTime(at, zone)
  return `${two(t.hour)}:${two(t.minute)}${seconds ? `:${two(t.second)}` : ''}`
}
