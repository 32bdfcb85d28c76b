import type { Instant } from '@liandong/shared/kernel/decider'
import type { Pack } from '../../packs/read'
import { callsBetween, reportOf, type Call } from './calls'
import { chooseUnits, driveMs, type Choice } from './choose'
import { diceOf, type Dice } from './dice'
import { crewPace, deskPace, progressEveryMs, SAYINGS, type DeskPace } from './pace'
import { sceneOf, type NamedField, type PlannedCommand, type Scene } from './scene'

export type { PlannedCommand } from './scene'

/** A report of the same thing within this is taken as the same thing. */
const SAME_WITHIN_MS = 45 * 60_000

interface OpenReport {
  call: Call
  reportId: string
  /** Closed for merging from here on. */
  until: Instant
}

/**
 * The demonstration's past: every command from `from` up to `to` in order of time, by the same curves, shares and
 * paces the simulator runs on. Pure: the same pack and seed tell the same week. What is still open at `to` stays open.
 * Bodies name ids that only the door gives through `names`.
 */
export function* planPastWeek(pack: Pick<Pack, 'district' | 'records' | 'simulation'>, seed: number, from: Instant, to: Instant): Generator<PlannedCommand> {
  const scene = sceneOf(pack)
  const planner = new PastPlanner(scene, seed)
  const waiting: PlannedCommand[] = []
  const release = function* (before: Instant) {
    waiting.sort((a, b) => a.at - b.at)
    let n = 0
    while (n < waiting.length && waiting[n]!.at < before) n++
    yield* waiting.splice(0, n)
  }
  for (const call of callsBetween(scene, seed, from, to)) {
    yield* release(call.at)
    waiting.push(...planner.plan(call).filter((c) => c.at < to))
  }
  yield* release(to)
}

/** Plans one incident after the other and remembers which unit is bound how long. */
class PastPlanner {
  private readonly boundUntil = new Map<string, Instant>()
  private recent: OpenReport[] = []

  constructor(private readonly scene: Scene, private readonly seed: number) {}

  /** All commands of one call, each after those it names. */
  plan(call: Call): PlannedCommand[] {
    const dice = diceOf(`${this.seed}/past/${call.key}`)
    const file = new Script(`past-${call.key}`)
    const pace = deskPace(this.scene, call.priority, dice.fork('desk'))
    const accepted = call.at + pace.acceptMs
    const same = call.fate === 'merged' ? this.sameAs(call, accepted) : undefined
    const reportId = file.add(call.at, 'ReportIncident', { ...reportOf(same ? { ...call, ...placeOf(same.call) } : call) })
    if (same) {
      file.add(accepted, 'MergeIncident', { reason: '同一警情重复报警' }, { incidentId: reportId, intoId: same.reportId })
      return file.commands
    }
    if (call.fate === 'rejected') {
      file.add(accepted, 'RejectIncident', { reason: '不属受理范围，已告知' }, { incidentId: reportId })
      return file.commands
    }
    file.add(accepted, 'AcceptIncident', {}, { incidentId: reportId })
    if (call.fate === 'recordOnly') {
      file.add(accepted + pace.dispatchMs, 'RecordIncidentOnly', { reason: '电话解决，备案' }, { incidentId: reportId })
      return file.commands
    }
    this.handle(call, file, reportId, accepted + pace.dispatchMs, pace, dice)
    return file.commands
  }

  private handle(call: Call, file: Script, reportId: string, dispatchAt: Instant, pace: DeskPace, dice: Dice): void {
    const choices = chooseUnits(this.scene.needs(call.kindId, call.priority), call, this.free(dispatchAt))
    const ends = choices.map((c, i) => this.order(call, file, reportId, dispatchAt + i * 1500, c, i === 0 ? 'lead' : 'assist', dice.fork(`crew${i}`)))
    if (ends.length > 0 && ends.every((e) => e.declined)) {
      const second = chooseUnits(this.scene.needs(call.kindId, call.priority).slice(0, 1), call, this.free(ends[0]!.at + 20_000))[0]
      if (second) ends.push(this.order(call, file, reportId, ends[0]!.at + 20_000, second, 'lead', dice.fork('second'), false))
    }
    const over = ends.length === 0 ? dispatchAt + pace.reviewMs : Math.max(...ends.map((e) => e.at))
    if (ends.length > 0 && ends.every((e) => e.declined)) return
    const resolved = over + pace.resolveMs
    file.add(resolved, 'ResolveIncident', {}, { incidentId: reportId })
    file.add(resolved + pace.reviewMs, 'ReviewIncident', {}, { incidentId: reportId })
    file.add(resolved + pace.reviewMs + pace.closeMs, 'CloseIncident', {}, { incidentId: reportId })
    this.recent.push({ call, reportId, until: Math.min(call.at + SAME_WITHIN_MS, resolved - 60_000) })
  }

  private free(at: Instant) {
    return this.scene.units.filter((u) => (this.boundUntil.get(u.id) ?? 0) <= at).map((unit) => ({ unit, at: unit.home }))
  }

  /** One order from its issue to its end; answers when that was. */
  private order(call: Call, file: Script, reportId: string, at: Instant, c: Choice, role: 'lead' | 'assist', dice: Dice, mayDecline = true): { at: Instant; declined: boolean } {
    const pace = crewPace(this.scene, call.priority, dice)
    const orderId = file.add(at, 'IssueOrder', { orgId: c.unit.orgId, unitId: c.unit.id, role, content: c.task }, { incidentId: reportId })
    const step = (when: Instant, type: string, body: Record<string, unknown> = {}) => file.add(when, type, { ...body, channel: pace.answer === 'missing' ? 'phone' : 'device' }, { orderId })
    const answered = at + pace.answerMs
    this.climb(call, file, orderId, at, answered)
    if (pace.answer === 'declined' && mayDecline) {
      step(answered, 'DeclineOrder', { reason: dice.pick(SAYINGS.declined) })
      this.boundUntil.set(c.unit.id, answered + 10 * 60_000)
      return { at: answered, declined: true }
    }
    const left = answered + pace.turnoutMs
    const arrived = left + driveMs(c.distanceM, c.unit.usualSpeedKmh)
    const done = arrived + pace.onSceneMs
    step(answered, 'AcknowledgeOrder')
    step(left, 'ReportEnRoute')
    step(arrived, 'ReportOnScene')
    step(arrived + pace.feedbackMs, 'ReportFeedback', { text: dice.pick(SAYINGS.first) })
    const every = progressEveryMs(this.scene, call.priority)
    for (let t = arrived + pace.feedbackMs + every; t < done - 60_000; t += every) step(t, 'ReportFeedback', { text: dice.pick(SAYINGS.progress) })
    if (role === 'lead') step(done - 20_000, 'ReportFeedback', { text: dice.pick(SAYINGS.last) })
    step(done, 'ReportDone')
    const back = done + pace.returnMs
    file.add(back, 'ChangeUnitStatus', { unitId: c.unit.id, status: 'idle' })
    this.boundUntil.set(c.unit.id, back)
    return { at: done, declined: false }
  }

  /** The steps that the acknowledge ladder took before the order was answered. */
  private climb(call: Call, file: Script, orderId: string, issuedAt: Instant, answeredAt: Instant): void {
    const { ackMs } = this.scene.clocks[call.priority]
    this.scene.ladderTimes.forEach((times, i) => {
      const at = issuedAt + Math.round(ackMs * times)
      if (at < answeredAt) file.add(at, 'EscalateAlert', { step: i + 1 }, { orderId })
    })
  }

  /** Something of the same kind that is still young, in the same township if there is one. */
  private sameAs(call: Call, at: Instant): OpenReport | undefined {
    this.recent = this.recent.filter((r) => r.until > at)
    return this.recent.find((r) => r.call.kindId === call.kindId && r.call.areaId === call.areaId) ?? this.recent.find((r) => r.call.kindId === call.kindId)
  }
}

const placeOf = ({ lon, lat, areaId, placeText }: Call) => ({ lon, lat, areaId, placeText })

/** Commands of one incident, numbered. */
class Script {
  readonly commands: PlannedCommand[] = []
  constructor(private readonly prefix: string) {}

  add(at: Instant, type: string, body: Record<string, unknown>, names?: Partial<Record<NamedField, string>>): string {
    const id = `${this.prefix}-${String(this.commands.length + 1).padStart(2, '0')}`
    this.commands.push({ id, type, body, at: Math.round(at), ...(names ? { names } : {}) })
    return id
  }
}
