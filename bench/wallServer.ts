import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { Server } from 'socket.io'
import * as parser from '@liandong/shared/wire/parser'
import { SOCKET_PATH, type Hello } from '@liandong/shared/wire/messages'
import { TrackEncoder } from '@liandong/shared/wire/trackEncoder'
import { toE5, toTurn } from '@liandong/shared/wire/trackFrame'
import { UNIT_STATUSES } from '@liandong/shared/unit/contract'
import { FanoutAdapter, joinTracks, sendTracks } from '../server/src/gateway/fanout'
import { repeatable } from './wallDice'

/** Ticks of the wire, and how many of them it takes until each unit has spoken once. */
const TICK_MS = 250
const TICKS_PER_ROUND = 4
const GROUP = 'all'
const SOURCE = 'bench-gps'
const IDLE = UNIT_STATUSES.indexOf('idle')
const ON_SCENE = UNIT_STATUSES.indexOf('on_scene')
/** Metres of a degree of latitude. */
const DEGREE_M = 111_320

/** Where units move: the view of the page, so that all of them are on screen. WGS-84 degrees. */
export interface Ground {
  west: number
  east: number
  south: number
  north: number
}

interface Walker {
  id: string
  lon: number
  lat: number
  deg: number
  kmh: number
}

/** Units that never stand: 20–60 km/h with a wandering heading, turned back at the edge. Seeded. */
class Walk {
  readonly units: Walker[]
  private readonly dice = repeatable(20261123)

  constructor(count: number, private readonly ground: Ground) {
    const { dice } = this
    this.units = Array.from({ length: count }, (_, i) => ({
      id: `u-${i}`, lon: ground.west + dice() * (ground.east - ground.west), lat: ground.south + dice() * (ground.north - ground.south),
      deg: dice() * 360, kmh: 20 + dice() * 40,
    }))
  }

  /** Moves one unit by a second. */
  move(u: Walker): void {
    const g = this.ground
    u.deg = (u.deg + (this.dice() - 0.5) * 16 + 360) % 360
    const m = u.kmh / 3.6
    u.lat += (Math.cos((u.deg * Math.PI) / 180) * m) / DEGREE_M
    u.lon += (Math.sin((u.deg * Math.PI) / 180) * m) / (DEGREE_M * Math.cos((u.lat * Math.PI) / 180))
    if (u.lon < g.west || u.lon > g.east || u.lat < g.south || u.lat > g.north) u.deg = (u.deg + 180) % 360
  }
}

export interface WallServer {
  url: string
  /** Lets this many units move over a ground; answers when the first whole frame stands. */
  populate(count: number, ground: Ground): void
  /** Puts the probe at a place; answers the instant (epoch ms) at which the server knew. */
  probe(lon: number, lat: number): number
  close(): Promise<void>
}

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.woff2': 'font/woff2' }

/** A real Socket.IO server that speaks the wire: hello, an almost empty snapshot, heartbeats and track frames at 4 Hz. */
export async function openWallServer(pageDir: string, packDir: string): Promise<WallServer> {
  const http = createServer((req, res) => serve(req.url ?? '/', res, pageDir, packDir))
  const io = new Server(http, { path: SOCKET_PATH, transports: ['websocket'], parser, perMessageDeflate: false, serveClient: false, adapter: FanoutAdapter })
  let encoder = new TrackEncoder(GROUP, 1)
  let walk: Walk | null = null
  let tick = 0
  const now = () => performance.timeOrigin + performance.now()
  const source = JSON.stringify({ id: SOURCE, name: 'bench', nameEn: 'bench', contract: 'periodic', withinMs: 30_000, lostAfterMs: 300_000, maxSpeedKmh: 200, crs: 'wgs84' })

  io.on('connection', (s) => {
    const hello: Hello = {
      v: 1, epoch: 'bench', position: 1, at: now(), clock: { mode: 'system', rate: 1, source: null }, build: 'bench', mask: 'wall', district: 'wucheng',
      demo: true, heartbeatMs: 5000, tracksTickMs: TICK_MS, groups: ['all'],
    }
    s.emit('hello', hello)
    s.emit('snapshot', new parser.Raw(`${JSON.stringify({ epoch: 'bench', position: 1, piece: 0, last: true })}\n+source:${SOURCE}\t${source}`))
    joinTracks(s, GROUP, () => encoder.full())
  })
  const put = (id: string, lon: number, lat: number, deg: number, kmh: number, status: number) =>
    encoder.put({ unitId: id, sourceId: SOURCE, lat: toE5(lat), lon: toE5(lon), turn: toTurn(deg), speedKmh: Math.round(kmh), status, at: now() })

  const timer = setInterval(() => {
    tick++
    if (!walk) return
    for (let i = tick % TICKS_PER_ROUND; i < walk.units.length; i += TICKS_PER_ROUND) {
      const u = walk.units[i]!
      walk.move(u)
      put(u.id, u.lon, u.lat, u.deg, u.kmh, IDLE)
    }
    const frame = encoder.flush(now(), TICK_MS)
    if (frame) sendTracks(io, GROUP, frame, () => encoder.full())
    if (tick % 8 === 0) io.emit('changes', new parser.Raw(JSON.stringify({ from: 1, to: 1, at: now(), rate: 1 })))
  }, TICK_MS)

  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    populate(count, ground) {
      encoder = new TrackEncoder(GROUP, encoder.number + 1)
      walk = new Walk(count, ground)
      for (const u of walk.units) put(u.id, u.lon, u.lat, u.deg, u.kmh, IDLE)
      encoder.flush(now(), TICK_MS)
    },
    probe(lon, lat) {
      put('probe', lon, lat, 0, 0, ON_SCENE)
      return now()
    },
    async close() {
      clearInterval(timer)
      await io.close()
    },
  }
}

function serve(url: string, res: ServerResponse, pageDir: string, packDir: string): void {
  const path = new URL(url, 'http://x').pathname
  const send = (body: string | Buffer, type: string) => void res.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  if (path === '/') return send('<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/page.css"><div id="app"></div><script type="module" src="/page.js"></script>', 'text/html')
  if (path === '/api/district') {
    const district = JSON.parse(readFileSync(join(packDir, 'district.json'), 'utf8')) as { layers: { file: string }[] }
    return send(JSON.stringify({ district, layers: district.layers.map((l) => ({ ...l, url: `/map/wucheng/${l.file}` })) }), 'application/json')
  }
  const name = path.split('/').pop()!
  try {
    send(readFileSync(join(path.startsWith('/map/') ? join(packDir, 'map') : pageDir, name)), TYPES[extname(name)] ?? 'application/octet-stream')
  } catch {
    res.writeHead(404).end()
  }
}
