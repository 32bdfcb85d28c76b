import type { Fix } from '@liandong/shared/wire/fix'
import { excerpt, type Decoded } from '../adapter'

const LINE = /^([\x21-\x2b\x2d-\x7e]{1,80}),(\d{9,10}(?:\.\d+)?),(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?)?,(\d+(?:\.\d+)?)?)?$/

/** Decodes one line: `device,epoch seconds,lat,lon[,km/h,degrees]`. Empty lines hold nothing. */
export function decodeLine(line: string): Decoded {
  if (line.trim() === '') return { fixes: [], malformed: [] }
  const m = LINE.exec(line.trim())
  if (!m) return { fixes: [], malformed: [{ text: excerpt(line), why: 'not device,seconds,lat,lon[,speed,heading]' }] }
  const [, device, seconds, lat, lon, speed, heading] = m
  const fix: Fix = {
    device: device!, at: Math.round(Number(seconds) * 1000), lat: Number(lat), lon: Number(lon),
    ...(speed === undefined ? {} : { speedKmh: Number(speed) }), ...(heading === undefined ? {} : { headingDeg: Number(heading) % 360 }),
  }
  return { fixes: [fix], malformed: [] }
}
