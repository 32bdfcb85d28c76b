import type { Fix } from '@liandong/shared/wire/fix'
import { excerpt, type Decoded } from '../adapter'

/**
 * The OsmAnd protocol as Traccar Client speaks it, both forms:
 * - fields in the query or in a form body: `id` or `deviceid`, `lat`, `lon`, `timestamp` (seconds, milliseconds or ISO; absent:
 *   now), `speed` in knots, `bearing`, `accuracy` in metres, `valid`;
 * - JSON since client 9.0: `device_id` and `location` (one or several) with `timestamp` and `coords {latitude, longitude,
 *   speed in m/s, heading, accuracy}`, -1 for unknown.
 * Other fields are other programs' business and ignored; a message without a place (cells, wifi) is good and holds no fix.
 * https://www.traccar.org/osmand/
 */
export interface OsmandMessage {
  /** The query without its question mark. */
  query: string
  contentType: string
  body: string
  receivedAt: number
}

const KMH_PER_KNOT = 1.852
const KMH_PER_MS = 3.6
/** Locations in one message: a phone that comes back from a tunnel. */
const MOST_LOCATIONS = 500

/** Decodes one request. Never throws: what can't be read is malformed. */
export function decodeOsmand(m: OsmandMessage): Decoded {
  const isJson = m.contentType.startsWith('application/json')
  try {
    if (isJson) return fromJson(JSON.parse(m.body) as unknown, m)
    const form = m.contentType.startsWith('application/x-www-form-urlencoded') ? m.body : ''
    const fix = fromFields(new URLSearchParams(form ? `${m.query}&${form}` : m.query), m.receivedAt)
    return { fixes: fix ? [fix] : [], malformed: [] }
  } catch (error) {
    const why = error instanceof Malformed ? error.message : 'not JSON'
    return { fixes: [], malformed: [{ text: excerpt(isJson ? m.body : `${m.query} ${m.body}`), why }] }
  }
}

class Malformed extends Error {}

function fromFields(fields: URLSearchParams, receivedAt: number): Fix | null {
  const device = deviceIn(fields.get('id') ?? fields.get('deviceid'))
  const [lat, lon] = fields.get('location')?.split(',') ?? [fields.get('lat'), fields.get('lon')]
  if (lat === null && lon === null) return null
  if (['false', '0'].includes(fields.get('valid')?.toLowerCase() ?? '')) return null
  const at = fields.get('timestamp')
  return fixOf({
    device, lat, lon, at: at === null ? receivedAt : instantIn(at),
    speedKmh: scaled(fields.get('speed'), KMH_PER_KNOT), headingDeg: scaled(fields.get('bearing') ?? fields.get('heading'), 1),
    accuracyM: scaled(fields.get('accuracy'), 1),
  })
}

function fromJson(body: unknown, m: OsmandMessage): Decoded {
  if (!isRecord(body)) throw new Malformed('no object')
  const device = deviceIn(body.device_id ?? body.id)
  const locations = Array.isArray(body.location) ? body.location : [body.location]
  if (locations.length > MOST_LOCATIONS) throw new Malformed(`more than ${MOST_LOCATIONS} locations`)
  const out: Decoded = { fixes: [], malformed: [] }
  for (const location of locations) {
    try {
      out.fixes.push(fromLocation(device, location, m.receivedAt))
    } catch (error) {
      out.malformed.push({ text: excerpt(location), why: (error as Error).message })
    }
  }
  return out
}

function fromLocation(device: string, location: unknown, receivedAt: number): Fix {
  if (!isRecord(location) || !isRecord(location.coords)) throw new Malformed('no coords')
  const { latitude, longitude, speed, heading, accuracy } = location.coords
  return fixOf({
    device, lat: latitude, lon: longitude, at: location.timestamp === undefined ? receivedAt : instantIn(location.timestamp),
    speedKmh: scaled(speed, KMH_PER_MS), headingDeg: scaled(heading, 1), accuracyM: scaled(accuracy, 1),
  })
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

function deviceIn(value: unknown): string {
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,80}$/.test(id)) throw new Malformed('no device id')
  return id
}

/** A number as protocols write it, or undefined where absent, unreadable or negative (unknown). */
function scaled(value: unknown, factor: number): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const n = Number(value)
  return Number.isFinite(n) && n >= 0 ? n * factor : undefined
}

function coordinate(value: unknown, name: string): number {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof n !== 'number' || !Number.isFinite(n)) throw new Malformed(`no ${name}`)
  return n
}

const EARLIEST = Date.UTC(2000, 0, 1), LATEST = Date.UTC(2100, 0, 1)
/** Above it a bare number can only be milliseconds (as in Traccar: what fits 31 bits are seconds). */
const LARGEST_SECONDS = 2_147_483_647

function instantIn(value: unknown): number {
  const text = String(value).trim()
  let at: number
  if (/^\d{1,15}(\.\d+)?$/.test(text)) {
    const n = Number(text)
    at = Math.round(n <= LARGEST_SECONDS ? n * 1000 : n)
  } else {
    // `2014-06-04 09:10:11` has no zone; the protocol means UTC.
    const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`
    at = /^\d{4}-\d{2}-\d{2}[T ]/.test(text) ? Date.parse(zoned.replace(' ', 'T')) : NaN
  }
  if (!(at >= EARLIEST && at <= LATEST)) throw new Malformed('no usable timestamp')
  return at
}

interface Parts {
  device: string
  lat: unknown
  lon: unknown
  at: number
  speedKmh: number | undefined
  headingDeg: number | undefined
  accuracyM: number | undefined
}

function fixOf({ device, at, lat, lon, speedKmh, headingDeg, accuracyM }: Parts): Fix {
  return {
    device, at, lon: coordinate(lon, 'longitude'), lat: coordinate(lat, 'latitude'),
    ...(speedKmh === undefined ? {} : { speedKmh }), ...(headingDeg === undefined ? {} : { headingDeg: headingDeg % 360 }),
    ...(accuracyM === undefined ? {} : { accuracyM }),
  }
}
