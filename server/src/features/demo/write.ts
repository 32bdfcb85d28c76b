import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Instant } from '@liandong/shared/kernel/decider'
import { ANSWER_FIELD, type NamedField, type PlannedCommand } from './scene'

export interface PlanWriter {
  submit(c: { id: string; type: string; body: unknown; occurredAt: Instant }): Promise<CommandAnswer>
  /** Sets the clock to the end of a stride before it is written: all of it is recorded then, each says when it occurred. */
  recordAt(at: Instant): void
}

/** A stride spans at most this much of the plan and this many commands, so that it shares a few commits. */
const STRIDE_MS = 60 * 60_000
const STRIDE_COMMANDS = 400

/** Commands wait for those whose answers name their ids: reports, then what names an incident, then what follows orders. */
type Wave = 0 | 1 | 2
const FIRST = new Set(['ReportIncident'])
const SECOND = new Set(['AcceptIncident', 'RejectIncident', 'MergeIncident', 'IssueOrder', 'RecordIncidentOnly'])
const waveOf = (c: PlannedCommand): Wave => (FIRST.has(c.type) ? 0 : SECOND.has(c.type) ? 1 : 2)

/**
 * Writes a plan through the door, in strides of three waves each, and fills in the ids that answers give.
 * A stride ends early where its order of waves would turn the plan's order round for an incident or a unit.
 * Answers how many were written; throws on the first refusal, which would mean that the plan breaks a rule.
 */
export async function writePlan(planned: Iterable<PlannedCommand>, writer: PlanWriter): Promise<number> {
  const answers = new Map<string, Record<string, string | number>>()
  let count = 0
  // Which report and unit an order belongs to; later strides hold its further steps.
  const orders = new Map<string, string[]>()
  let stride = new Stride(orders)
  for (const c of planned) {
    if (!stride.fits(c)) {
      count += await writeStride(stride, answers, writer)
      stride = new Stride(orders)
    }
    stride.add(c)
  }
  return count + (await writeStride(stride, answers, writer))
}

class Stride {
  readonly waves: PlannedCommand[][] = [[], [], []]
  private first: PlannedCommand | null = null
  last: Instant = 0
  private size = 0
  /** Highest wave so far of each incident (by its report) and unit. */
  private readonly reached = new Map<string, Wave>()

  constructor(private readonly orders: Map<string, string[]>) {}

  private subjects(c: PlannedCommand): string[] {
    const unitId = c.body.unitId
    const own = [c.names?.incidentId, ...(typeof unitId === 'string' ? [`unit ${unitId}`] : [])].filter((x) => x !== undefined)
    return c.names?.orderId ? [...own, ...(this.orders.get(c.names.orderId) ?? [])] : own
  }

  fits(c: PlannedCommand): boolean {
    if (!this.first) return true
    if (this.size >= STRIDE_COMMANDS || c.at - this.first.at > STRIDE_MS) return false
    const wave = waveOf(c)
    return this.subjects(c).every((s) => (this.reached.get(s) ?? 0) <= wave)
  }

  add(c: PlannedCommand): void {
    this.first ??= c
    this.last = Math.max(this.last, c.at)
    this.size++
    const wave = waveOf(c)
    const subjects = this.subjects(c)
    for (const s of subjects) this.reached.set(s, wave)
    if (c.type === 'IssueOrder') this.orders.set(c.id, subjects)
    this.waves[wave]!.push(c)
  }
}

async function writeStride(stride: Stride, known: Map<string, Record<string, string | number>>, writer: PlanWriter): Promise<number> {
  let count = 0
  if (stride.last > 0) writer.recordAt(stride.last)
  for (const wave of stride.waves) {
    const answers = await Promise.all(wave.map((c) => writer.submit({ id: c.id, type: c.type, body: filled(c, known), occurredAt: c.at })))
    answers.forEach((a, i) => {
      const c = wave[i]!
      if (!a.ok) throw new Error(`the planned ${c.type} ${c.id} was refused: ${JSON.stringify(a)}`)
      if (c.type === 'ReportIncident' || c.type === 'IssueOrder') known.set(c.id, a.answer)
    })
    count += wave.length
    // A turn of the event loop between waves: answers come before the door has closed its batch.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return count
}

function filled(c: PlannedCommand, known: ReadonlyMap<string, Record<string, string | number>>): Record<string, unknown> {
  if (!c.names) return c.body
  const ids = Object.entries(c.names).map(([field, from]) => {
    const id = known.get(from)?.[ANSWER_FIELD[field as NamedField]]
    if (id === undefined) throw new Error(`the planned ${c.type} ${c.id} names ${from}, which gave no ${field}`)
    return [field, id]
  })
  return { ...c.body, ...Object.fromEntries(ids) }
}
