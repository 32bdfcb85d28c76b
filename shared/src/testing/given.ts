import Value from 'typebox/value'
import { DECIDERS, KINDS } from '../areas'
import { isRejection, splitRef, type Actor, type Context, type Decider, type Kind, type LoggedEvent, type Mask, type Ref, type StateReader } from '../kernel/decider'

export const NOON = 1_795_147_200_000 // 2026-11-20 12:00 in Shanghai
const PERSON: Actor = { kind: 'person', id: 'desk', post: 'dutyOfficer' }

/** A small world for rule tests: folds what it accepts, answers rejections, and refuses a rule that reads what it didn't need. */
export class World implements StateReader {
  now = NOON
  zone = 'Asia/Shanghai'
  position = 0
  readonly events: LoggedEvent[] = []
  private readonly states = new Map<Ref, unknown>()
  private readonly kinds: Map<string, Kind>
  private readonly deciders = new Map<string, Decider<unknown, string>>(DECIDERS.map((d) => [d.type, d as unknown as Decider<unknown, string>]))
  private ids = 0

  /** `kinds` may be replaced to seed a fault that a battery must catch. */
  constructor(kinds: readonly Kind[] = KINDS) {
    this.kinds = new Map(kinds.map((k) => [k.kind, k]))
  }

  get<S>(kind: string, id: string): S | undefined {
    return this.states.get(`${kind}:${id}`) as S | undefined
  }

  *all<S>(kind: string): Iterable<S> {
    for (const [r, s] of this.states) if (splitRef(r).kind === kind) yield s as S
  }

  put(kind: string, id: string, after: object | null): this {
    return this.fold([{ type: 'RecordPut', v: 1, subjects: [`${kind}:${id}`], data: { kind, id, after } }])
  }

  fold(events: Omit<LoggedEvent, 'position' | 'at' | 'actor' | 'commandId'>[], commandId = 'given'): this {
    for (const e of events) {
      const logged: LoggedEvent = { ...e, position: ++this.position, at: this.now, actor: PERSON, commandId }
      this.events.push(logged)
      for (const r of new Set(e.subjects)) {
        const { kind, id } = splitRef(r)
        const k = this.kinds.get(kind)
        if (!k) throw new Error(`no kind ${kind}`)
        const next = k.evolve(this.states.get(r), logged, id)
        if (next === undefined) this.states.delete(r)
        else this.states.set(r, next)
      }
    }
    return this
  }

  /** Decides and folds. Answers the rejection's code, or the answer of what was accepted. */
  do(type: string, body: object, more: { at?: number; occurredAt?: number } = {}): Record<string, string | number> & { rejected?: string } {
    if (more.at !== undefined) this.now = more.at
    const d = this.deciders.get(type)
    if (!d) throw new Error(`no decider ${type}`)
    if (!Value.Check(d.schema, body)) return { rejected: 'invalid-command' }
    const context: Context = {
      now: this.now, actor: PERSON, commandId: `c${this.position}`, newId: () => `id${++this.ids}`, zone: this.zone,
      ...(more.occurredAt === undefined ? {} : { occurredAt: more.occurredAt }),
    }
    const needed = new Set(d.needs(body, this, context))
    const strict: StateReader = {
      get: (kind, id) => {
        if (!needed.has(`${kind}:${id}`)) throw new Error(`${type} reads ${kind}:${id} without needing it`)
        return this.get(kind, id)
      },
      all: (kind) => this.all(kind),
    }
    const decision = d.decide(strict, body, context)
    if (isRejection(decision)) return { ...decision.detail, rejected: decision.rejected }
    for (const e of decision.events) for (const r of e.subjects.slice(1)) if (!needed.has(r) && this.states.has(r)) throw new Error(`${type} names ${r} without needing it`)
    this.fold(decision.events, context.commandId)
    return { ...decision.answer }
  }

  /** The document of a state under a mask. */
  document(kind: string, id: string, mask: Mask): Record<string, unknown> | null {
    const s = this.get(kind, id)
    return s === undefined ? null : (this.kinds.get(kind)!.document(s, mask) as Record<string, unknown> | null)
  }
}

const clocks = (ackMs: number) => ({ registerMs: 60_000, dispatchMs: 60_000, ackMs, turnoutMs: 60_000, arrivalMs: 300_000, firstFeedbackMs: 300_000, progressMs: 900_000, finishMs: 14_400_000, reviewMs: 86_400_000 })

/** A district with one fire brigade of two engines, a zone police it may not order, and two kinds. */
export function district(kinds?: readonly Kind[]): World {
  const w = new World(kinds)
  w.put('numbering', 'incident', { prefix: 'WC' })
  w.put('policy', 'clocks', { name: 'clocks', byPriority: { 1: clocks(60_000), 2: clocks(180_000), 3: clocks(600_000), 4: clocks(3_600_000) }, ackLadder: [{ times: 1, whom: 'orgDuty' }, { times: 3, whom: 'orgLeader' }, { times: 5, whom: 'commander' }], archiveAfterMs: 604_800_000 })
  w.put('area', 'a1', { name: '城北街道', nameEn: 'Chengbei', shortName: '城北', level: 'township', lon: 119.65, lat: 29.11, approximate: true })
  w.put('area', 'a2', { name: '乾西乡', nameEn: 'Qianxi', shortName: '乾西', level: 'township', lon: 119.6, lat: 29.13, approximate: true })
  w.put('organisation', 'fire', { name: '消防救援大队', nameEn: 'Fire', shortName: '消防', role: 'fire', jurisdiction: true, madeUp: true })
  w.put('organisation', 'zone', { name: '开发区分局', nameEn: 'Zone', shortName: '开发区', role: 'police', jurisdiction: false, madeUp: true })
  for (const id of ['u1', 'u2']) w.put('unit', id, { callSign: id, callSignEn: id, kind: 'fire_engine', orgId: 'fire', crewSize: 6, capability: [], sourceId: 's', deviceId: id, usualSpeedKmh: 40, homeLon: 119.65, homeLat: 29.11, madeUp: true })
  w.put('incidentKind', 'fire', { name: '居民楼火灾', nameEn: 'Fire', class: 'accident', category: 'fire', priority: 1, glyph: 'fire', keys: 'hz' })
  w.put('incidentKind', 'dispute', { name: '邻里纠纷', nameEn: 'Dispute', class: 'social_security', category: 'dispute', priority: 3, glyph: 'dispute', keys: 'jf', sensitivePlace: true })
  return w
}

/** An accepted incident's id. */
export function accepted(w: World, more: object = {}): string {
  const id = String(w.do('ReportIncident', { kindId: 'fire', placeText: '八一北街', source: '110', ...more }).incidentId)
  w.do('AcceptIncident', { incidentId: id })
  return id
}
