import { gzipSync } from 'node:zlib'
import type { Dice } from '../../../server/src/features/demo/dice'

/** One request of a device or a client that speaks nonsense. */
export interface Nonsense {
  path: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: Buffer | string
  /** Statuses it may be answered with. */
  may: readonly number[]
  /** How many malformed messages it must be counted as. */
  malformed: number
}

const JSON_TYPE = { 'content-type': 'application/json' }
const GOOD = '{"device":"nobody","at":1795147200000,"lon":119.6,"lat":29.1}'

/** Bodies of `/ingest/positions` and how many malformed messages are in each. */
const POSITIONS: readonly [body: string, malformed: number][] = [
  ['', 1], ['{', 1], ['null', 1], ['[]', 1], ['{}', 1], ['{"positions":[]}', 1], ['{"positions":{}}', 1], ['{"positions":"x"}', 1],
  ['{"positions":[null]}', 1], ['{"positions":[{}]}', 1], [`{"positions":[${GOOD},1,"x",[]]}`, 3], ['{"positions":[{"device":"","at":0,"lon":0,"lat":0}]}', 1],
  ['{"positions":[{"device":"x","at":1795147200000,"lon":"119","lat":29}]}', 1], ['{"positions":[{"device":"x","at":1795147200000,"lon":1e999,"lat":29}]}', 1],
  [`{"positions":[${GOOD}],"__proto__":{"x":1}}`, 1], [`{"positions":[${GOOD.slice(0, -1)},"extra":1}]}`, 1], [`{"positions":[${Array(2001).fill('0').join()}]}`, 1],
  [`{"positions":[${'['.repeat(2000)}${']'.repeat(2000)}]}`, 1], ['\0\u0001', 1], ['{"positions":[{"device":"\\ud800","at":1795147200000,"lon":1,"lat":1}]}', 1],
]

/** Queries of `/ingest/osmand`, each one malformed message. */
const OSMAND = [
  'lat=1&lon=1', 'id=&lat=1&lon=1', 'id=d&lat=north&lon=1', 'id=d&lat=1', 'id=d&lon=1', 'id=d&lat=NaN&lon=1', 'id=d&lat=Infinity&lon=1', 'id=d&lat=1&lon=1&timestamp=yesterday',
  'id=d&lat=1&lon=1&timestamp=1e99', 'id=d&lat=1&lon=1&timestamp=-1', 'id=%00&lat=1&lon=1', 'id=%ff&lat=1&lon=1', `id=${'x'.repeat(81)}&lat=1&lon=1`, 'id=d&location=1', 'id=d&location=,', 'id=d&lat=&lon=',
]

/** The body limits of both doors, and what a bomb unpacks to. */
const COMMANDS_LIMIT = 1_048_576, POSITIONS_LIMIT = 512 * 1024
const BOMB = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32))
const padded = (bytes: number): string => `{"v":1,"x":"${'y'.repeat(bytes - 14)}"}`

/** Requests at and beyond the limits; each is made once. */
export const EDGES: readonly (Nonsense & { name: string })[] = [
  { name: 'a body as large as may be', path: '/api/commands', method: 'POST', headers: JSON_TYPE, body: padded(COMMANDS_LIMIT), may: [200], malformed: 0 },
  { name: 'a body one byte larger', path: '/api/commands', method: 'POST', headers: JSON_TYPE, body: padded(COMMANDS_LIMIT + 1), may: [413], malformed: 0 },
  { name: 'positions as large as may be', path: '/ingest/positions', method: 'POST', headers: JSON_TYPE, body: ' '.repeat(POSITIONS_LIMIT), may: [400], malformed: 1 },
  { name: 'positions one byte larger', path: '/ingest/positions', method: 'POST', headers: JSON_TYPE, body: ' '.repeat(POSITIONS_LIMIT + 1), may: [413], malformed: 0 },
  { name: 'a bomb of 200 MB in a body', path: '/api/commands', method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: BOMB, may: [400, 413, 415], malformed: 0 },
  { name: 'a bomb of 200 MB in positions', path: '/ingest/positions', method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: BOMB, may: [400, 413, 415], malformed: 0 },
  { name: 'a body that is not packed', path: '/ingest/positions', method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'plain', may: [400, 415], malformed: 0 },
]

/** One request of many. */
export function nonsense(dice: Dice): Nonsense {
  if (dice.chance(0.4)) {
    const [body, malformed] = dice.pick(POSITIONS)
    return { path: '/ingest/positions', method: 'POST', headers: JSON_TYPE, body, malformed, may: [200, 400] }
  }
  if (dice.chance(0.6)) return { path: `/ingest/osmand?${dice.pick(OSMAND)}`, method: 'GET', headers: {}, malformed: 1, may: [200] }
  const body = dice.pick(['', '{', '[', 'null', '{"location":null}', '{"device_id":"d","location":{}}', '{"device_id":"d","location":{"coords":{"latitude":"x","longitude":1}}}', '{"device_id":{},"location":[]}'])
  return { path: '/ingest/osmand', method: 'POST', headers: JSON_TYPE, body, malformed: 1, may: [200] }
}
