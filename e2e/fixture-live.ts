/**
 * A tiny server for looking at screens: it speaks the real wire with documents made by the real rules, from a
 * short scripted evening. For developers' eyes and for screenshots of states that are hard to wait for.
 *   npx tsx e2e/fixture-live.ts <built client> [normal|stale|flood|empty|cut] [port]
 * Nothing of it is part of the product, and no test passes because of it.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { Server } from 'socket.io'
import { DECIDERS, KINDS } from '@liandong/shared/areas'
import { ref, splitRef, type LoggedEvent, type NewEvent, type Ref } from '@liandong/shared/kernel/decider'
import { instantOf } from '@liandong/shared/kernel/time'
import { putLine } from '@liandong/shared/wire/lines'
import { Decoder, Encoder, Raw } from '@liandong/shared/wire/parser'
import { addHash, documentHash, EMPTY_HASH, hashText } from '@liandong/shared/wire/stateHash'
import { TrackEncoder } from '@liandong/shared/wire/trackEncoder'
import { toE5, toTurn } from '@liandong/shared/wire/trackFrame'
import type { UnitState } from '@liandong/shared/unit/contract'
import { AREAS, CATEGORY_WEIGHTS, CLOCKS, DISTRICT, HOURS, INCIDENT_KINDS, ORGS, SCRIPT, SOURCES, UNITS } from './fixture-records'

const [dist = 'client/dist', scene = 'normal', port = '8090'] = process.argv.slice(2)
const ZONE = DISTRICT.zone
const MINUTE = 60_000
const START = instantOf(2026, 11, 20, 21, 46, ZONE) + 8000
/** The pack's own ground, so that the map is the product's. */
const PACK_DIR = new URL('../server/src/packs/wucheng', import.meta.url).pathname
const PACK = JSON.parse(readFileSync(join(PACK_DIR, 'district.json'), 'utf8')) as Pick<typeof DISTRICT, 'view' | 'layers'>
const begun = performance.now()
const now = () => START + (performance.now() - begun)

// ——— a log in memory, decided and folded by the shared rules ———
const kinds = new Map(KINDS.map((k) => [k.kind, k]))
const deciders = new Map(DECIDERS.map((d) => [d.type, d]))
const states = new Map<Ref, unknown>()
let position = 0
let ids = 0
const read = {
  get: <S>(kind: string, id: string) => states.get(ref(kind, id)) as S | undefined,
  all: <S>(kind: string) => [...states].filter(([r]) => splitRef(r).kind === kind).map(([, s]) => s as S),
}
const dirty = new Set<Ref>()

function fold(events: NewEvent[], at: number): void {
  for (const e of events) {
    const logged: LoggedEvent = { ...e, position: ++position, at, actor: { kind: 'person', id: 'fixture', post: 'dutyOfficer' }, commandId: `c${position}` }
    for (const r of e.subjects) {
      const { kind, id } = splitRef(r)
      const next = kinds.get(kind)!.evolve(states.get(r), logged, id)
      if (next === undefined) states.delete(r)
      else states.set(r, next)
      dirty.add(r)
    }
  }
}
function put(kind: string, records: Record<string, object>): void {
  for (const [id, after] of Object.entries(records)) fold([{ type: 'RecordPut', v: 1, subjects: [ref(kind, id)], data: { kind, id, after } }], START - 1e7)
}
/** Does a command at an instant; a refusal is an error in the script. */
function run(type: string, body: object, at: number): Record<string, string | number> {
  const context = { now: at, actor: { kind: 'person' as const, id: 'fixture', post: 'dutyOfficer' }, commandId: `c${position}`, newId: () => `x${++ids}`, zone: ZONE }
  const d = deciders.get(type)!.decide(read, body as never, context)
  if ('rejected' in d) throw new Error(`${type}: ${d.rejected} ${JSON.stringify(d.detail)}`)
  fold(d.events, at)
  return d.answer ?? {}
}

put('area', AREAS)
put('organisation', ORGS)
put('source', SOURCES)
put('incidentKind', INCIDENT_KINDS)
put('policy', { clocks: CLOCKS })
put('numbering', { incident: { prefix: 'WC' } })
put('unit', UNITS)

// ——— the day so far: reported and closed again, then what is open now ———
let dice = 20261120
const roll = () => ((dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0) / 2 ** 32)
const pick = <T,>(list: readonly (readonly [T, number])[]): T => {
  let at = roll() * list.reduce((n, [, w]) => n + w, 0)
  return list.find(([, w]) => (at -= w) < 0)![0]
}
const areaWeights = Object.entries(AREAS).filter(([, a]) => a.level === 'township').map(([id], i) => [id, 30 / (1 + i * 0.35)] as const)
if (scene !== 'empty') {
  for (let h = 0; h < 22; h++) {
    for (let n = 0; n < Math.round(HOURS[h]! * (0.9 + roll() * 0.25) * (h === 21 ? 0.6 : 1)); n++) {
      const at = instantOf(2026, 11, 20, h, Math.floor(roll() * (h === 21 ? 40 : 60)), ZONE)
      const { incidentId } = run('ReportIncident', { kindId: pick(CATEGORY_WEIGHTS), placeText: '某处', areaId: pick(areaWeights), source: '110' }, at)
      run('AcceptIncident', { incidentId }, at + MINUTE)
      if (roll() < 0.15) run('RecordIncidentOnly', { incidentId, reason: '已处理' }, at + 2 * MINUTE)
      else for (const type of ['ResolveIncident', 'ReviewIncident', 'CloseIncident']) run(type, { incidentId }, at + 3 * MINUTE)
    }
  }
  const most = scene === 'flood' ? SCRIPT.length : 8
  for (const line of SCRIPT.slice(0, most)) {
    const t0 = START - line.agoS * 1000
    const { incidentId } = run('ReportIncident', { kindId: line.kind, title: line.title, placeText: line.title, areaId: line.area, lon: line.lon, lat: line.lat, source: '110', priority: line.priority }, t0)
    if (line.reportedOnly) continue
    run('AcceptIncident', { incidentId }, t0 + 15_000)
    for (const o of line.orders) {
      const issued = t0 + o.afterS * 1000
      const { orderId } = run('IssueOrder', { incidentId, orgId: o.org, ...(o.unit ? { unitId: o.unit } : {}) }, issued)
      o.steps.forEach(([type, afterS]) => run(type, type === 'ReportFeedback' ? { orderId, text: '现场可控' } : { orderId }, issued + afterS * 1000))
    }
  }
}

/** What the server's jobs do: climbs ladders when they are due. */
function escalate(): void {
  for (const o of read.all<{ id: string; status: string; times: { issued: number }; ladder: { afterMs: number }[]; alertId: string | null }>('order')) {
    if (o.status !== 'issued') continue
    o.ladder.forEach((s, i) => {
      if (o.times.issued + s.afterMs > now()) return
      try {
        run('EscalateAlert', { orderId: o.id, step: i + 1 }, Math.max(o.times.issued + s.afterMs, 0))
      } catch {
        // Already taken.
      }
    })
  }
}
escalate()

// ——— the wire ———
const text = (r: Ref) => JSON.stringify(kinds.get(splitRef(r).kind)!.document(states.get(r), 'wall'))
const shown = () => [...states.keys()].filter((r) => text(r) !== 'null')
const hash = () => hashText(shown().reduce((h, r) => addHash(h, documentHash(r, text(r))), EMPTY_HASH))

const past = Array.from({ length: 28 }, (_, i) => {
  const hours = HOURS.map((n) => Math.max(0, Math.round(n * (0.75 + roll() * 0.9 - 0.2))))
  const reported = hours.reduce((a, b) => a + b, 0)
  const share = (w: readonly (readonly [string, number])[]) => {
    const sum = w.reduce((n, [, x]) => n + x, 0)
    return Object.fromEntries(w.map(([k, x]) => [k, Math.round((reported * x) / sum)]))
  }
  const categories: Record<string, number> = {}
  for (const [kind, w] of CATEGORY_WEIGHTS) {
    const c = INCIDENT_KINDS[kind]!.category
    categories[c] = (categories[c] ?? 0) + Math.round((reported * w) / CATEGORY_WEIGHTS.reduce((n, [, x]) => n + x, 0))
  }
  return { day: `202611${String(i).padStart(2, '0')}`.replace('20261100', '20261031'), reported, closed: reported, setAside: 0, hours, categories, areas: share(areaWeights) }
}).filter((d) => d.day < '20261120')

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.json': 'application/json' }
const http = createServer((req, res) => {
  const path = new URL(req.url ?? '/', 'http://x').pathname
  const json = (body: unknown) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  if (path === '/api/district') return json({ district: { ...DISTRICT, view: PACK.view }, layers: PACK.layers.map((l) => ({ label: null, labelEn: null, ...l, url: `/map/${l.file}` })) })
  if (path.startsWith('/map/') && PACK.layers.some((l) => path === `/map/${l.file}`)) return createReadStream(join(PACK_DIR, path)).pipe(res)
  if (path === '/api/days') return json({ asOf: now(), days: past })
  const file = resolve(join(dist, path))
  const found = file.startsWith(resolve(dist)) && existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html')
  res.setHeader('content-type', types[extname(found)] ?? 'application/octet-stream')
  createReadStream(found).pipe(res)
})
const io = new Server(http, { path: '/live', transports: ['websocket'], parser: { Encoder, Decoder }, serveClient: false })
const tracks = new TrackEncoder('all', 1)
const units = read.all<UnitState>('unit')

function move(): void {
  for (const [i, u] of units.entries()) {
    if (u.status === 'off_duty' || (scene === 'stale' && u.sourceId === 'jt808-fire')) continue
    const a = i * 2.4 + now() / 60_000
    const moving = ['en_route', 'returning'].includes(read.get<UnitState>('unit', u.id)!.status) || i % 5 === 0
    tracks.put({ unitId: u.id, sourceId: u.sourceId, lon: toE5(u.homeLon + (moving ? 0.01 * Math.sin(a) : 0)), lat: toE5(u.homeLat + (moving ? 0.008 * Math.cos(a) : 0)), turn: toTurn((a * 57.3) % 360), speedKmh: moving ? 32 : 0, status: ['idle', 'assigned', 'en_route', 'on_scene', 'busy', 'returning', 'off_duty'].indexOf(read.get<UnitState>('unit', u.id)!.status), at: Math.floor(now()) })
  }
  if (scene === 'stale') {
    for (const u of units) if (u.sourceId === 'jt808-fire' && !tracks.has(u.id)) tracks.put({ unitId: u.id, sourceId: u.sourceId, lon: toE5(u.homeLon), lat: toE5(u.homeLat), turn: 0, speedKmh: 0, status: 0, at: START - 184_000 })
  }
  const frame = tracks.flush(now(), 1000)
  if (frame) io.emit('tracks', frame)
}

let sentAt = position
const changes = (withHash: boolean) => {
  const body = [...dirty].map((r) => putLine(r, text(r))).join('')
  const header = { from: sentAt, to: position, at: Math.floor(now()), rate: 1, ...(withHash ? { hash: hash() } : {}) }
  dirty.clear()
  sentAt = position
  return new Raw(JSON.stringify(header) + body)
}
dirty.clear()

io.on('connection', (socket) => {
  if (dirty.size > 0) io.emit('changes', changes(false))
  socket.emit('hello', { v: 1, epoch: 'fixture', position, at: Math.floor(now()), clock: { mode: 'scenario', rate: 1, source: 'demo' }, build: 'fixture', mask: 'wall', district: DISTRICT.id, demo: true, heartbeatMs: 5000, tracksTickMs: 250, groups: ['all'] })
  const snapshot = () => socket.emit('snapshot', new Raw(JSON.stringify({ epoch: 'fixture', position, piece: 0, last: true }) + shown().map((r) => putLine(r, text(r))).join('')))
  snapshot()
  socket.emit('tracks', tracks.full())
  socket.on('resync', snapshot)
})
setInterval(() => {
  escalate()
  move()
  if (dirty.size > 0) io.emit('changes', changes(false))
}, 1000)
setInterval(() => io.emit('changes', changes(true)), 5000)
move()
if (scene === 'cut') setTimeout(() => void io.close(), 9000)
http.listen(Number(port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}/wall\n`))
