import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { readLines } from '@liandong/shared/wire/lines'
import { SOCKET_PATH, type ChangesHeader, type CommandAnswer, type Handshake, type Hello, type SnapshotHeader } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import { addHash, documentHash, EMPTY_HASH, hashText, subtractHash, type StateHash } from '@liandong/shared/wire/stateHash'
import type { Engine } from '../../engine/engine'
import { silentLog } from '../../platform/log'
import { FanoutAdapter, joinTracks, leaveTracks, sendShared, sendTracks } from '../fanout'
import { createIntake } from '../intake'
import { LiveGateway } from '../live'
import { originGuard } from '../origins'
import type { Seats } from '../seats'
import { oneSeat, putDesk } from './oneSeat'

/** A live gateway over an engine on a free port, with heartbeats only when the test sends them. */
export async function openGate(engine: Engine, now: () => number, seats: Seats = oneSeat): Promise<{ url: string; beat(): void; stop(): Promise<void>; gateway: LiveGateway }> {
  const http: HttpServer = createServer()
  await putDesk(engine.submit.bind(engine))
  const later = new Set<{ fn: () => void; ms: number }>()
  const gateway = new LiveGateway({
    http, engine, intake: createIntake(engine.submit.bind(engine), [], (t) => t !== 'PutRecords'),
    tracks: { fullFrame: () => null, onFrame: () => () => undefined }, seats,
    clock: {
      now, mode: 'system', rate: 1,
      afterReal(ms, fn) {
        // Gathering runs at the next turn of the loop; heartbeats wait for `beat`.
        if (ms < 1000) { const t = setImmediate(fn); return () => clearImmediate(t) }
        const entry = { fn, ms }
        later.add(entry)
        return () => later.delete(entry)
      },
    },
    monotonic: () => performance.now(), build: 'test', district: 'wucheng', demo: false, scenarioSource: () => null, admits: originGuard({ listensOn: '127.0.0.1' }),
    tracksTickMs: 250, adapter: FanoutAdapter, sendTracks, joinTracks, leaveTracks, sendShared, log: silentLog(),
  })
  await new Promise<void>((r) => http.listen(0, '127.0.0.1', r))
  return {
    gateway, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    beat() { for (const e of [...later]) { later.delete(e); e.fn() } },
    stop: () => gateway.stop(),
  }
}

/** A screen as small as it can be: it holds what it was sent, and says when something doesn't fit. */
export class Screen {
  readonly docs = new Map<string, string>()
  hello: Hello | null = null
  epoch: string | null = null
  position = -1
  hash: StateHash = EMPTY_HASH
  /** Hash and position of the last message that carried one. */
  told: { position: number; hash: string } | null = null
  /** Whether the newest changes said that nothing can be recorded. */
  unrecorded = false
  readonly faults: string[] = []
  snapshots = 0
  readonly socket: Socket
  private readonly waits = new Set<() => void>()

  constructor(url: string, auth: Partial<Handshake> = {}, options: object = {}) {
    this.socket = io(url, { path: SOCKET_PATH, transports: ['websocket'], parser, reconnection: false, forceNew: true, auth: { v: 1, mask: 'desk', ...auth }, ...options })
    this.socket.on('hello', (h: Hello) => { this.hello = h; this.wake() })
    this.socket.on('snapshot', (text: string) => this.takeSnapshot(text))
    this.socket.on('changes', (text: string) => this.takeChanges(text))
    this.socket.on('disconnect', () => this.wake())
    this.socket.on('connect_error', (e) => { this.faults.push(e.message); this.wake() })
  }

  private put(r: string, json: string): void {
    this.remove(r)
    this.docs.set(r, json)
    this.hash = addHash(this.hash, documentHash(r as `${string}:${string}`, json))
  }

  private remove(r: string): void {
    const old = this.docs.get(r)
    if (old === undefined) return
    this.docs.delete(r)
    this.hash = subtractHash(this.hash, documentHash(r as `${string}:${string}`, old))
  }

  private takeSnapshot(text: string): void {
    const { header, put } = readLines<SnapshotHeader>(text)
    if (header.piece === 0) { this.docs.clear(); this.hash = EMPTY_HASH; this.snapshots++ }
    for (const [r, json] of put) this.put(r, json)
    if (header.last) { this.position = header.position; this.epoch = header.epoch }
    this.wake()
  }

  private takeChanges(text: string): void {
    const { header, put, remove } = readLines<ChangesHeader>(text)
    if (header.from !== this.position) this.faults.push(`gap: at ${this.position}, got from ${header.from}`)
    for (const [r, json] of put) this.put(r, json)
    for (const r of remove) this.remove(r)
    this.position = header.to
    this.unrecorded = header.unrecorded === true
    if (header.hash) this.told = { position: header.to, hash: header.hash }
    this.wake()
  }

  get hashText(): string {
    return hashText(this.hash)
  }

  private wake(): void {
    for (const w of [...this.waits]) w()
  }

  /** Resolves when the condition holds; it is looked at after every message. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return
        this.waits.delete(look)
        resolve()
      }
      this.waits.add(look)
      look()
    })
  }

  command(message: object): Promise<CommandAnswer> {
    return new Promise((resolve) => this.socket.emit('command', message, resolve))
  }

  close(): void {
    this.socket.disconnect()
  }
}
