import type { Server as HttpServer } from 'node:http'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import type { Adapter } from 'socket.io-adapter'
import { Compile } from 'typebox/compile'
import type { Actor } from '@liandong/shared/kernel/decider'
import { Handshake, Resync, SOCKET_PATH, WIRE_VERSION, type CommandAnswer, type Hello } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import type { Engine } from '../engine/engine'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'
import { Audience, type HeaderFields } from './audience'
import type { Intake } from './intake'
import { originAllowed } from './origins'
import { Bucket } from './rate'
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
  tracks: TrackFeed
  clock: { now(): number; mode: 'system' | 'scenario'; rate: number; afterReal(ms: number, fn: () => void): () => void }
  monotonic(): number
  build: string
  district: string
  demo: boolean
  /** Where a scenario comes from, for the watermark. */
  scenarioSource(): 'demo' | 'replay' | null
  listensOn: string
  heartbeatMs?: number
  tracksTickMs: number
  /** The adapter class and the per-socket track delivery of `fanout.ts`. */
  adapter?: typeof Adapter
  /** Socket.IO's server, unless the wire is a simulated one. */
  listen?: (http: HttpServer, options: Partial<ServerOptions>) => Server
  sendTracks(io: Server, group: string, frame: Uint8Array, fullFrame: () => Uint8Array | null): void
  joinTracks(socket: Socket, group: string, fullFrame: () => Uint8Array | null): void
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
/** Everybody may see everything until accounts exist. */
const WHOLE_DISTRICT = new Set(['district'])
const ALL_TRACKS = 'all'

const handshake = Compile(Handshake)
const resync = Compile(Resync)

/** The live wire: hello, snapshot, changes, tracks out; commands and resync in. */
export class LiveGateway {
  readonly io: Server
  /** Messages that were refused, by the code they were answered with or would have been. */
  readonly refused = new Tally()
  /** Connections that ended, by Engine.IO's reason; `forced close` is one we threw out. */
  readonly ended = new Tally()
  private readonly audiences = new Map<string, Audience>()
  private gathering = false
  private stopGather: () => void = () => undefined
  private stopBeat: () => void = () => undefined
  private readonly cancels: (() => void)[] = []

  constructor(private readonly p: LiveParts) {
    const listen = p.listen ?? ((http, options) => new Server(http, options))
    this.io = listen(p.http, {
      path: SOCKET_PATH, transports: ['websocket'], serveClient: false, parser, perMessageDeflate: false, maxHttpBufferSize: MAX_MESSAGE,
      // A dead peer is noticed within 15 s, not 45.
      pingInterval: 5000, pingTimeout: 10_000, connectTimeout: 10_000,
      allowRequest: (req, done) => done(null, originAllowed(req.headers, p.listensOn)),
      ...(p.adapter ? { adapter: p.adapter } : {}),
    })
    this.io.engine.on('connection', (conn: { once(event: 'close', fn: (reason: string) => void): void }) => void conn.once('close', (reason) => this.ended.add(reason)))
    this.io.engine.on('connection_error', () => this.refused.add('bad-upgrade'))
    this.io.use((socket, next) => {
      if (handshake.Check(socket.handshake.auth)) return next()
      this.refused.add('wrong-version')
      next(new Error('wrong-version'))
    })
    this.io.on('connection', (socket) => this.welcome(socket))
    this.cancels.push(p.engine.documents.onChange((c) => {
      let any = false
      for (const a of this.audiences.values()) any = a.take(c) || any
      if (any) this.gather()
    }))
    // Every screen says at once that nothing can be recorded, and that it can again.
    this.cancels.push(p.engine.outage.onChange(() => { for (const a of this.audiences.values()) this.broadcast(a, true) }))
    this.cancels.push(p.tracks.onFrame((group, frame) => p.sendTracks(this.io, group, frame, () => p.tracks.fullFrame(group))))
    this.beat()
  }

  private fields = (): HeaderFields => ({ at: this.p.clock.now(), rate: this.p.clock.rate, ...(this.p.engine.outage.cause ? { unrecorded: true } : {}) })

  private audienceOf(mask: Handshake['mask']): Audience {
    const made = this.audiences.get(mask)
    if (made) return made
    const a = new Audience(mask, WHOLE_DISTRICT, this.p.engine.documents, this.p.engine.position)
    this.audiences.set(mask, a)
    return a
  }

  private gather(): void {
    if (this.gathering) return
    this.gathering = true
    this.stopGather = this.p.clock.afterReal(GATHER_MS, () => {
      this.gathering = false
      for (const a of this.audiences.values()) if (a.hasPending) this.broadcast(a, false)
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
      for (const a of this.audiences.values()) this.broadcast(a, true)
      this.beat()
    })
    this.stopBeat = cancel
  }

  /** Tells everybody at once, for instance after the scenario clock was moved. */
  announce(): void {
    for (const s of this.io.of('/').sockets.values()) s.emit('hello', this.hello((s.handshake.auth as Handshake).mask))
  }

  private hello(mask: Handshake['mask']): Hello {
    const { p } = this
    return {
      v: WIRE_VERSION, epoch: p.engine.epoch, position: p.engine.position, at: p.clock.now(),
      clock: { mode: p.clock.mode, rate: p.clock.rate, source: p.scenarioSource() },
      build: p.build, mask, district: p.district, demo: p.demo, heartbeatMs: p.heartbeatMs ?? HEARTBEAT_MS, tracksTickMs: p.tracksTickMs,
    }
  }

  private welcome(socket: Socket): void {
    const auth = socket.handshake.auth as Handshake
    const audience = this.audienceOf(auth.mask)
    socket.emit('hello', this.hello(auth.mask))
    this.bring(socket, audience, auth)
    void socket.join(audience.room)
    if (auth.tracks) this.p.joinTracks(socket, ALL_TRACKS, () => this.p.tracks.fullFrame(ALL_TRACKS))
    this.listen(socket, audience, auth)
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

  private listen(socket: Socket, audience: Audience, auth: Handshake): void {
    const { p } = this
    const now = p.monotonic()
    const budget = { urgent: new Bucket(20, 60, now), other: new Bucket(20, 60, now), resync: new Bucket(1, 10, now) }
    const actor: Actor = { kind: 'person', id: 'desk', post: 'dutyOfficer' }
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
      if (auth.mask === 'wall') return answer({ ok: false, rejected: 'read-only', detail: {} })
      const bucket = type === 'AcknowledgeOrder' || type === 'AcknowledgeAlert' ? budget.urgent : budget.other
      if (!bucket.take(p.monotonic())) return answer({ ok: false, rejected: 'too-fast', detail: {} })
      void p.intake.take(raw, actor).then(answer)
    })
    socket.on('resync', (raw: unknown) => {
      if (!resync.Check(raw)) return this.refused.add('invalid-resync')
      if (!budget.resync.take(p.monotonic())) return this.refused.add('too-fast')
      if (raw.groups) {
        if (raw.groups.includes(ALL_TRACKS) && auth.tracks) p.joinTracks(socket, ALL_TRACKS, () => p.tracks.fullFrame(ALL_TRACKS))
        return
      }
      this.bring(socket, audience, raw)
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
    return Object.fromEntries([...this.audiences].map(([mask, a]) => [mask, this.io.of('/').adapter.rooms.get(a.room)?.size ?? 0]))
  }

  /** The most bytes that wait in this process for any one screen. */
  longestQueue(): number {
    let most = 0
    for (const s of this.io.of('/').sockets.values()) most = Math.max(most, queuedBytes(s))
    return most
  }

  /** How often a whole picture was encoded since the start, over all audiences. */
  snapshotsEncoded(): number {
    return [...this.audiences.values()].reduce((n, a) => n + a.encoded, 0)
  }

  /** Closes every socket with a transport close, so that clients come back by themselves. */
  async stop(): Promise<void> {
    this.stopBeat()
    this.stopGather()
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
