import { readFile } from 'node:fs/promises'
import { io, type Socket } from 'socket.io-client'
import { readLines } from '@liandong/shared/wire/lines'
import { SOCKET_PATH, type ChangesHeader, type CommandAnswer, type Hello, type SnapshotHeader } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import type { Position } from '@liandong/shared/wire/fix'
import { demoSeat, fromSeat, seatFrom } from '../seat'
import type { Picture } from './picture'
import type { Wish } from './wish'

const SIT_AGAIN_MS = 5000

/** The public doors of a server, as the simulation uses them: the live wire to look, HTTP to speak. */
export class SimulatedServer {
  private socket: Socket | null = null
  private tokens: Record<string, string> = {}
  private seat: { cookie: string; take(): Promise<string> } = { cookie: '', take: () => demoSeat(this.url) }
  private position = -1
  private clock: { at: number; heard: number; rate: number } | null = null
  private whole = false

  constructor(private readonly url: string, private readonly picture: Picture, private readonly monotonic: () => number) {}

  /** Learns the district and the feeds' tokens and takes the desk's seat: from files, otherwise at the demonstration's own doors. */
  async open({ tokens, session }: { tokens: string | null; session: string | null }): Promise<{ district: string }> {
    if (session !== null) this.seat.take = () => seatFrom(session)
    this.seat.cookie = await this.seat.take()
    this.tokens = tokens
      ? (JSON.parse(await readFile(tokens, 'utf8')) as Record<string, string>)
      : (await this.json<{ tokens: Record<string, string> }>('/demo/access')).tokens
    return { district: (await this.json<{ district: { id: string } }>('/api/district')).district.id }
  }

  /** Follows the live wire for ever; resolves with the first whole picture. */
  follow(onLoss: (why: string) => void): Promise<void> {
    return new Promise((resolve) => {
      const socket = io(this.url, { path: SOCKET_PATH, transports: ['websocket'], parser, auth: { v: 1, mask: 'desk' }, reconnectionDelayMax: 10_000, extraHeaders: fromSeat(this.seat.cookie) })
      this.socket = socket
      socket.on('hello', (h: Hello) => this.heard(h.at, h.clock.rate))
      socket.on('snapshot', (text: string) => {
        const { header, put } = readLines<SnapshotHeader>(text)
        if (header.piece === 0) {
          this.picture.clear()
          this.whole = false
        }
        for (const [r, json] of put) this.picture.put(r, json)
        if (!header.last) return
        this.position = header.position
        this.whole = true
        resolve()
      })
      socket.on('changes', (text: string) => this.changes(readLines<ChangesHeader>(text)))
      socket.on('disconnect', onLoss)
      // Turned away at the door, Socket.IO doesn't come again by itself. A seat lasts a shift; then another is taken.
      socket.on('connect_error', () => { if (!socket.active) setTimeout(() => void this.sitAgain(socket, onLoss), SIT_AGAIN_MS) })
    })
  }

  private async sitAgain(socket: Socket, onLoss: (why: string) => void): Promise<void> {
    await this.seat.take().then((cookie) => (this.seat.cookie = cookie), (e: Error) => onLoss(e.message))
    socket.io.opts.extraHeaders = fromSeat(this.seat.cookie)
    socket.connect()
  }

  private changes({ header, put, remove }: ReturnType<typeof readLines<ChangesHeader>>): void {
    this.heard(header.at, header.rate)
    if (!this.whole || header.to < this.position) return
    if (header.from > this.position) {
      this.whole = false
      this.socket?.emit('resync', {})
      return
    }
    for (const [r, json] of put) this.picture.put(r, json)
    for (const r of remove) this.picture.remove(r)
    this.position = header.to
  }

  private heard(at: number, rate: number): void {
    this.clock = { at, heard: this.monotonic(), rate }
  }

  /** Whether there is a whole picture and a line on which it is kept. */
  get ready(): boolean {
    return this.whole && this.clock !== null && this.socket?.connected === true
  }

  get rate(): number {
    return this.clock?.rate ?? 1
  }

  /** The server's clock, carried on between messages. */
  now(): number {
    return this.clock ? this.clock.at + (this.monotonic() - this.clock.heard) * this.clock.rate : 0
  }

  async setTempo(rate: number): Promise<void> {
    const { now } = await this.post<{ now: number }>('/demo/clock', { rate, source: 'demo' })
    this.heard(now, rate)
  }

  /** Gives wishes in order; those of a feed in its name. Answers in the same order. */
  async give(wishes: readonly Wish[]): Promise<{ wish: Wish; answer: CommandAnswer }[]> {
    const out: { wish: Wish; answer: CommandAnswer }[] = []
    for (let i = 0; i < wishes.length; ) {
      let j = i + 1
      while (j < wishes.length && j - i < 100 && wishes[j]!.sourceId === wishes[i]!.sourceId) j++
      const part = wishes.slice(i, j)
      const commands = part.map(({ id, type, body }) => ({ v: 1, id, type, body }))
      const { answers } = await this.post<{ answers: CommandAnswer[] }>('/api/commands', { commands }, part[0]!.sourceId)
      part.forEach((wish, n) => out.push({ wish, answer: answers[n]! }))
      i = j
    }
    return out
  }

  /** A server that falls behind turns positions away: the next step brings newer ones, so these are let go. */
  async positions(source: string, positions: readonly Position[]): Promise<{ accepted: number; quarantined: Record<string, number> }> {
    try {
      return await this.post('/ingest/positions', { positions }, source)
    } catch (e) {
      if ((e as { status?: number }).status === 503) return { accepted: 0, quarantined: {} }
      throw e
    }
  }

  close(): void {
    this.socket?.disconnect()
  }

  private async json<T>(path: string, init: RequestInit = { headers: fromSeat(this.seat.cookie) }): Promise<T> {
    const r = await fetch(`${this.url}${path}`, init)
    if (!r.ok) throw Object.assign(new Error(`${path} answered ${r.status}: ${(await r.text()).slice(0, 300)}`), { plain: true, status: r.status })
    return (await r.json()) as T
  }

  private post<T>(path: string, body: object, source?: string): Promise<T> {
    const token = source === undefined ? undefined : this.tokens[source]
    return this.json(path, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : fromSeat(this.seat.cookie)) }, body: JSON.stringify(body) })
  }
}
