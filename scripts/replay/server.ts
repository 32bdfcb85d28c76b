import { io } from 'socket.io-client'
import { readLines } from '@liandong/shared/wire/lines'
import { SOCKET_PATH, type CommandAnswer, type SnapshotHeader } from '@liandong/shared/wire/messages'
import * as parser from '@liandong/shared/wire/parser'
import { demoSeat, fromSeat } from '../seat'
import type { Registers, Step } from './chains'

/** How often, and after how long, positions that were turned away are sent again. */
const TRIES = 60, AGAIN_MS = 500
const ENDED = new Set(['done', 'declined', 'recalled', 'expired'])

const OPEN = new Set(['reported', 'accepted', 'dispatched', 'handling', 'resolved', 'reviewing'])

export interface Unit { id: string; orgId: string; sourceId: string }

/** The public doors of a server in demonstration, as the replay uses them. */
export class ReplayServer {
  tokens: Record<string, string> = {}
  /** The desk's seat, for as long as a replay runs. */
  private cookie = ''

  constructor(private readonly url: string) {}

  private async json<T>(path: string, init: RequestInit = { headers: fromSeat(this.cookie) }): Promise<T> {
    const r = await fetch(`${this.url}${path}`, init)
    if (!r.ok) throw Object.assign(new Error(`${path} answered ${r.status}: ${(await r.text()).slice(0, 300)}`), { plain: true, status: r.status })
    return (await r.json()) as T
  }

  private post<T>(path: string, body: object, token?: string): Promise<T> {
    return this.json(path, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : fromSeat(this.cookie)) }, body: JSON.stringify(body) })
  }

  async open(): Promise<{ zone: string; district: string }> {
    this.cookie = await demoSeat(this.url)
    this.tokens = (await this.json<{ tokens: Record<string, string> }>('/demo/access')).tokens
    const { district } = await this.json<{ district: { id: string; zone: string } }>('/api/district')
    return { zone: district.zone, district: district.id }
  }

  /** The registers, read once from the live wire like any screen. */
  registers(): Promise<Registers & { units: Unit[]; openOrders: string[]; openIncidents: string[] }> {
    return new Promise((resolve, reject) => {
      const socket = io(this.url, { path: SOCKET_PATH, transports: ['websocket'], parser, auth: { v: 1, mask: 'desk' }, reconnection: false, extraHeaders: fromSeat(this.cookie) })
      const byKind = new Map<string, { id: string; nameEn?: string; orgId?: string; sourceId?: string; status?: string }[]>()
      socket.on('connect_error', reject)
      socket.on('snapshot', (text: string) => {
        const { header, put } = readLines<SnapshotHeader>(text)
        for (const [r, body] of put) {
          const kind = r.slice(0, r.indexOf(':'))
          byKind.set(kind, [...(byKind.get(kind) ?? []), JSON.parse(body) as { id: string }])
        }
        if (!header.last) return
        socket.disconnect()
        const named = (kind: string) => new Map((byKind.get(kind) ?? []).map((x) => [x.nameEn ?? '', x.id]))
        const kinds = named('incidentKind')
        const areas = named('area')
        const units = (byKind.get('unit') ?? []) as Unit[]
        const orgs = new Map(units.map((u) => [u.id, u.orgId]))
        const openOrders = (byKind.get('order') ?? []).filter((o) => !ENDED.has(o.status ?? '')).map((o) => o.id)
        const openIncidents = (byKind.get('incident') ?? []).filter((i) => OPEN.has(i.status ?? '')).map((i) => i.id)
        resolve({ kindIdOf: (t) => kinds.get(t), areaIdOf: (n) => areas.get(n), orgOfUnit: (u) => orgs.get(u), units, openOrders, openIncidents })
      })
    })
  }

  /** Sets the scenario; answers what its clock shows. */
  async setClock(origin: number | null, rate: number, source: 'replay' | 'demo'): Promise<number> {
    return (await this.post<{ now: number }>('/demo/clock', { ...(origin === null ? {} : { origin }), rate, source })).now
  }

  async clock(): Promise<number> {
    return (await this.json<{ now: number }>('/demo/clock')).now
  }

  async commands(steps: readonly Step[]): Promise<CommandAnswer[]> {
    const commands = steps.map(({ id, type, body, occurredAt }) => ({ v: 1, id, type, body, occurredAt }))
    return (await this.post<{ answers: CommandAnswer[] }>('/api/commands', { commands })).answers
  }

  /** Ends what an earlier, unfinished replay left open, so that its units are free and the screens show this one alone. */
  async tidy(orderIds: readonly string[], incidentIds: readonly string[], run: string): Promise<void> {
    const at = await this.clock()
    const reason = 'another replay begins'
    const step = (type: string, body: object, id: string): Step => ({ due: at, occurredAt: at, id: `replay-${run}-${type}-${id}`, type, body })
    const steps = orderIds.map((orderId) => step('RecallOrder', { orderId, reason }, orderId))
    // Each incident takes the way out that its state allows; the others are refused, which does no harm.
    for (const type of ['RejectIncident', 'VoidIncident', 'ResolveIncident', 'ReviewIncident', 'CloseIncident']) {
      const needsReason = type === 'RejectIncident' || type === 'VoidIncident'
      for (const incidentId of incidentIds) steps.push(step(type, { incidentId, ...(needsReason ? { reason } : {}) }, incidentId))
    }
    for (let i = 0; i < steps.length; i += 200) await this.commands(steps.slice(i, i + 200))
  }

  /** A server that falls behind turns positions away for a moment; a replay wants all of them there, so it asks again. */
  async positions(source: string, positions: readonly object[]): Promise<{ accepted: number; quarantined: Record<string, number> }> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.post('/ingest/positions', { positions }, this.tokens[source])
      } catch (e) {
        if ((e as { status?: number }).status !== 503 || tries >= TRIES) throw e
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }
}
