import type { Server as HttpServer } from 'node:http'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import type { Adapter } from 'socket.io-adapter'
import { Compile } from 'typebox/compile'
import type { Viewer } from '@liandong/shared/access/viewer'
import { Handshake, Resync, SOCKET_PATH, WIRE_VERSION, type CommandAnswer, type Hello } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import type { Engine } from '../engine/engine'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'
import type { Audience, HeaderFields } from './audience'
import { Audiences } from './audiences'
import type { Intake } from './intake'
import { isUrgent } from './limits'
import type { Asking } from './origins'
import { Bucket } from './rate'
import { seatActor, seatViewer, type Seat, type Seats } from './seats'
import { Tally } from './tally'
import { hangUpLater, queuedBytes } from './wireQueue'

/** Frames of moving things, one per group and tick. */
export interface TrackFeed {
  fullFrame(group: string): Uint8Array | null
  onFrame(fn: (group: string, frame: Uint8Array) => void): () => void
}

export interface LiveParts {
  http: HttpServer
  engine: Engine
  intake: Intake
  /** Told of each connection a policy turned away, for the audit. */
  denied?(d: { code: string; address: string | null; where: string }): void
  tracks: TrackFeed
  seats: Seats
  clock: { now(): number; mode: 'system' | 'scenario'; rate: number; afterReal(ms: number, fn: () => void): () => void }
  monotonic(): number
  build: string
  district: string
  demo: boolean
  /** Where a scenario comes from, for the watermark. */
  scenarioSource(): 'demo' | 'replay' | null
  /** Whether a connection may come in at all (`originGuard`). */
  admits(req: Asking): boolean
  heartbeatMs?: number
  tracksTickMs: number
  /** The adapter class and the per-socket track delivery of `fanout.ts`. */
  adapter?: typeof Adapter
  /** Socket.IO's server, unless the wire is a simulated one. */
  listen?: (http: HttpServer, options: Partial<ServerOptions>) => Server
  sendTracks(io: Server, group: string, frame: Uint8Array, fullFrame: () => Uint8Array | null): void
  joinTracks(socket: Socket, group: string, fullFrame: () => Uint8Array | null): void
  leaveTracks(socket: Socket, group: string): void
  /** Sends what others are sent too, so that it is encoded once; by itself each is sent its own. */
  sendShared?(socket: Socket, event: string, body: object): void
  log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
}

/** Commits closer together than this share one message. */
const GATHER_MS = 40
/** Two of them missed, and a second to look: a silent line is said within 10 s. */
const HEARTBEAT_MS = 4000
/** How long a stopping server waits for its clients to hang up. */
const GOODBYE_MS = 1000
const MAX_MESSAGE = 64 * 1024
/** Whoever was signed out elsewhere is out here within this long, and a look at the database. */
const SIGNED_OUT_MS = 2000

/** Kinds of states that say who sees what. */
const RIGHTS: ReadonlySet<string> = new Set(['person', 'device', 'organisation', 'area'])

const handshake = Compile(Handshake)
const resync = Compile(Resync)

/** The live wire: hello, snapshot, changes, tracks out; commands and resync in. */
export class LiveGateway {
  readonly io: Server
  /** Messages that were refused, by the code they were answered with or would have been. */
  readonly refused = new Tally()
  /** Connections that ended, by Engine.IO's reason; `forced close` is one we threw out. */
  readonly ended = new Tally()
  private readonly audiences: Audiences
  private gathering = false
  private stopGather: () => void = () => undefined
  private stopBeat: () => void = () => undefined
  private stopWatch: () => void = () => undefined
  private readonly cancels: (() => void)[] = []

  constructor(private readonly p: LiveParts) {
    this.audiences = new Audiences(p.engine.documents, () => p.engine.position)
    const listen = p.listen ?? ((http, options) => new Server(http, options))
    this.io = listen(p.http, {
      path: SOCKET_PATH, transports: ['websocket'], serveClient: false, parser, perMessageDeflate: false, maxHttpBufferSize: MAX_MESSAGE,
      // A dead peer is noticed within 15 s, not 45.
      pingInterval: 5000, pingTimeout: 10_000, connectTimeout: 10_000,
      allowRequest: (req, done) => {
        const allowed = p.admits(req)
        if (!allowed) p.denied?.({ code: 'forbidden-origin', address: req.socket.remoteAddress ?? null, where: 'socket' })
        done(null, allowed)
      },
      ...(p.adapter ? { adapter: p.adapter } : {}),
    })
    this.io.engine.on('connection', (conn: { once(event: 'close', fn: (reason: string) => void): void }) => void conn.once('close', (reason) => this.ended.add(reason)))
    this.io.engine.on('connection_error', () => this.refused.add('bad-upgrade'))
    this.io.use((socket, next) => void this.admit(socket).then((no) => {
      if (no) this.refused.add(no)
      next(no ? new Error(no) : undefined)
    }, next))
    this.io.on('connection', (socket) => this.welcome(socket))
    this.cancels.push(p.engine.documents.onChange((c) => { if (this.audiences.take(c)) this.gather() }))
    // Rights given or taken reach open screens in the commit that says so; documents are told before.
    this.cancels.push(p.engine.onCommitted((c) => {
      if (c.touched.some((t) => RIGHTS.has(t.kind))) for (const s of this.sockets()) this.reseat(s)
    }))
    // Every screen says at once that nothing can be recorded, and that it can again.
    this.cancels.push(p.engine.outage.onChange(() => { for (const a of this.audiences) this.broadcast(a, true) }))
    this.cancels.push(p.tracks.onFrame((group, frame) => p.sendTracks(this.io, group, frame, () => p.tracks.fullFrame(group))))
    this.beat()
    this.watchSessions()
  }

  /** Why somebody may not connect, or null. */
  private async admit(socket: Socket): Promise<string | null> {
    const { auth, headers } = socket.handshake
    if (!handshake.Check(auth)) return 'wrong-version'
    const seat = await this.p.seats.find(headers)
    if (!seat || !seatViewer(this.p.engine.read, seat, auth.mask)) return 'unauthorised'
    dataOf(socket).seat = seat
    return null
  }

  private sockets(): Iterable<Socket> {
    return this.io.of('/').sockets.values()
  }

  private fields = (): HeaderFields => ({ at: this.p.clock.now(), rate: this.p.clock.rate, ...(this.p.engine.outage.cause ? { unrecorded: true } : {}) })

  private gather(): void {
    if (this.gathering) return
    this.gathering = true
    this.stopGather = this.p.clock.afterReal(GATHER_MS, () => {
      this.gathering = false
      for (const a of this.audiences) if (a.hasPending) this.broadcast(a, false)
    })
  }

  private broadcast(a: Audience, withHash: boolean): void {
    if (FAIL_POINTS) failPoint('changes.before')
    this.io.to(a.room).emit('changes', new parser.Raw(a.flush(this.p.engine.position, this.fields(), withHash)))
    if (FAIL_POINTS) failPoint('changes.after')
  }

  /** Everybody hears at least this often: that nothing is new, the time, and the hash of what they should hold. */
  private beat(): void {
    const cancel = this.p.clock.afterReal(this.p.heartbeatMs ?? HEARTBEAT_MS, () => {
      for (const a of [...this.audiences]) {
        if (this.io.of('/').adapter.rooms.has(a.room)) this.broadcast(a, true)
        else this.audiences.drop(a)
      }
      this.beat()
    })
    this.stopBeat = cancel
  }

  /** Tells everybody at once, for instance after the scenario clock was moved. */
  announce(): void {
    for (const s of this.sockets()) s.emit('hello', this.hello(dataOf(s).audience.viewer, dataOf(s).groups))
  }

  private hello({ mask }: Viewer, groups: readonly string[]): Hello {
    const { p } = this
    return {
      v: WIRE_VERSION, epoch: p.engine.epoch, position: p.engine.position, at: p.clock.now(),
      clock: { mode: p.clock.mode, rate: p.clock.rate, source: p.scenarioSource() },
      build: p.build, mask, district: p.district, demo: p.demo, heartbeatMs: p.heartbeatMs ?? HEARTBEAT_MS, tracksTickMs: p.tracksTickMs, groups,
    }
  }

  private welcome(socket: Socket): void {
    const auth = socket.handshake.auth as Handshake
    const data = dataOf(socket)
    const viewer = seatViewer(this.p.engine.read, data.seat, auth.mask)
    // Taken away between the knock and now.
    if (!viewer) return this.dismiss(socket)
    this.seat(socket, viewer, auth)
    this.listen(socket, auth)
  }

  /** Brings a socket among those who see what it may see: greeting, picture, room, positions. */
  private seat(socket: Socket, viewer: Viewer, from: { epoch?: string | undefined; position?: number | undefined }): void {
    const data = dataOf(socket)
    const audience = (data.audience = this.audiences.of(viewer))
    data.groups = (socket.handshake.auth as Handshake).tracks ? groupsOf(viewer) : []
    socket.emit('hello', this.hello(viewer, data.groups))
    this.bring(socket, audience, from)
    void socket.join(audience.room)
    for (const g of data.groups) this.p.joinTracks(socket, g, () => this.p.tracks.fullFrame(g))
  }

  /** Its rights may have changed: another picture, whole, which replaces what it held; or none any more. */
  private reseat(socket: Socket): void {
    const data = dataOf(socket)
    const viewer = seatViewer(this.p.engine.read, data.seat, (socket.handshake.auth as Handshake).mask)
    if (!viewer) return this.dismiss(socket)
    if (viewer.key === data.audience.viewer.key) return
    void socket.leave(data.audience.room)
    for (const g of data.groups) this.p.leaveTracks(socket, g)
    this.seat(socket, viewer, {})
  }

  /** Says goodbye for good: the screen empties itself and asks for a sign-in. */
  private dismiss(socket: Socket): void {
    socket.emit('bye', { why: 'signed-out' })
    this.refused.add('signed-out')
    // In its own turn, so that the word goes out first.
    setImmediate(() => socket.conn.close())
  }

  /** Sessions end at other doors and on other nodes: asked of the database, which knows. */
  private watchSessions(): void {
    this.stopWatch = this.p.clock.afterReal(SIGNED_OUT_MS, () => void this.lookAtSessions().finally(() => this.watchSessions()))
  }

  private async lookAtSessions(): Promise<void> {
    const sockets = [...this.sockets()]
    const ended = new Set(await this.p.seats.ended([...new Set(sockets.map((s) => dataOf(s).seat.session))]).catch((e: unknown) => {
      this.p.log.warn({ cause: String(e) }, 'could not ask which sessions have ended')
      return []
    }))
    for (const s of sockets) if (ended.has(dataOf(s).seat.session)) this.dismiss(s)
  }

  /** A picture's pieces as they travel: a thousand screens that come back at once are sent the same ones. */
  private readonly pieces = new WeakMap<string[], parser.Raw[]>()

  /** Changes since where it left off, or the whole picture. Nothing may be awaited here: the order is the proof. */
  private bring(socket: Socket, audience: Audience, from: { epoch?: string | undefined; position?: number | undefined }): void {
    if (audience.hasPending || audience.sent !== this.p.engine.position) this.broadcast(audience, false)
    const known = from.epoch === this.p.engine.epoch && from.position !== undefined
    const changes = known ? audience.since(from.position!, this.fields()) : null
    if (changes !== null) {
      socket.emit('changes', new parser.Raw(changes))
      return
    }
    const snapshot = audience.snapshot(this.p.engine.epoch, this.fields(), this.p.monotonic())
    let raws = this.pieces.get(snapshot.pieces)
    if (!raws) this.pieces.set(snapshot.pieces, (raws = snapshot.pieces.map((piece) => new parser.Raw(piece))))
    for (const raw of raws) {
      if (this.p.sendShared) this.p.sendShared(socket, 'snapshot', raw)
      else socket.emit('snapshot', raw)
    }
    if (snapshot.changes) socket.emit('changes', new parser.Raw(snapshot.changes))
  }

  private listen(socket: Socket, auth: Handshake): void {
    const { p } = this
    const data = dataOf(socket)
    const now = p.monotonic()
    const budget = { urgent: new Bucket(20, 60, now), other: new Bucket(20, 60, now), resync: new Bucket(1, 10, now) }
    socket.on('command', (...args: unknown[]) => {
      // However many arguments came, whoever waits for an answer gets one.
      const ack = args.pop()
      if (typeof ack !== 'function') return this.refused.add('unanswerable')
      const answer = (a: CommandAnswer) => {
        if ('rejected' in a) this.refused.add(a.rejected)
        ;(ack as (a: CommandAnswer) => void)(a)
      }
      if (args.length !== 1) return answer({ ok: false, rejected: 'invalid-command', detail: { type: '', at: '/', why: `${args.length} arguments instead of one` } })
      const [raw] = args
      const type = (raw as { type?: unknown } | null)?.type
      const actor = auth.mask === 'wall' ? null : seatActor(p.engine.read, data.seat)
      if (!actor) return answer({ ok: false, rejected: 'read-only', detail: {} })
      const bucket = isUrgent(type) ? budget.urgent : budget.other
      if (!bucket.take(p.monotonic())) return answer({ ok: false, rejected: 'too-fast', detail: {} })
      p.seats.touch(data.seat.session)
      void p.intake.take(raw, actor, socket.handshake.address).then(answer)
    })
    socket.on('resync', (raw: unknown) => {
      if (!resync.Check(raw)) return this.refused.add('invalid-resync')
      if (!budget.resync.take(p.monotonic())) return this.refused.add('too-fast')
      if (raw.groups) {
        // Only groups it is in: a name guessed is a name refused.
        for (const g of data.groups) if (raw.groups.includes(g)) p.joinTracks(socket, g, () => p.tracks.fullFrame(g))
        return
      }
      this.bring(socket, data.audience, raw)
    })
    // Anything else is answered, never a crash.
    socket.onAny((name: string, ...args: unknown[]) => {
      if (name === 'command' || name === 'resync') return
      this.refused.add('unknown-message')
      const ack = args.at(-1)
      if (typeof ack === 'function') (ack as (a: CommandAnswer) => void)({ ok: false, rejected: 'unknown-message', detail: { name: name.slice(0, 40) } })
    })
    // There is one namespace: whoever leaves it has nothing to stay for.
    socket.on('disconnect', (reason) => { if (reason === 'client namespace disconnect') socket.conn.close() })
    socket.on('error', (e: unknown) => p.log.warn({ socket: socket.id, cause: String(e) }, 'socket error'))
  }

  /** How many sockets each mask has. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const a of this.audiences) counts[a.viewer.mask] = (counts[a.viewer.mask] ?? 0) + (this.io.of('/').adapter.rooms.get(a.room)?.size ?? 0)
    return counts
  }

  /** The most bytes that wait in this process for any one screen. */
  longestQueue(): number {
    let most = 0
    for (const s of this.io.of('/').sockets.values()) most = Math.max(most, queuedBytes(s))
    return most
  }

  /** How often a whole picture was encoded since the start, over all audiences. */
  snapshotsEncoded(): number {
    return [...this.audiences].reduce((n, a) => n + a.encoded, 0)
  }

  /** Closes every socket with a transport close, so that clients come back by themselves. */
  async stop(): Promise<void> {
    this.stopBeat()
    this.stopGather()
    this.stopWatch()
    for (const c of this.cancels) c()
    const hangUp = hangUpLater(this.io)
    for (const s of this.io.of('/').sockets.values()) s.conn.close()
    // Who doesn't answer the goodbye, because its line is dead, would keep the door open for half a minute.
    const enough = this.p.clock.afterReal(GOODBYE_MS, () => {
      hangUp()
      // And those who connected and never asked for anything.
      this.p.http.closeAllConnections()
    })
    await this.io.close()
    enough()
  }
}

/** What a connection carries: who it is, with whom it sees, which groups of positions it gets. */
interface SocketData {
  seat: Seat
  audience: Audience
  groups: readonly string[]
}
const dataOf = (socket: Socket): SocketData => socket.data as SocketData

/** Groups of positions a viewer gets: everybody's, or those of its own tags. */
function groupsOf(v: Viewer): readonly string[] {
  const reach = v.reach('unit')
  return reach === 'all' ? ['all'] : reach === 'scope' ? [...v.scope] : []
}
