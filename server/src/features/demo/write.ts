import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Instant } from '@liandong/shared/kernel/decider'
import { ANSWER_FIELD, type NamedField, type PlannedCommand } from './scene'

export interface PlanWriter {
  submit(c: { id: string; type: string; body: unknown; occurredAt: Instant }): Promise<CommandAnswer>
  /** Sets the clock to the end of a stride before it is written: all of it is recorded then, each says when it occurred. */
  recordAt(at: Instant): void
}

/** A stride spans at most this much of the plan and this many commands: what is recorded together is recorded a little late. */
const STRIDE_MS = 3 * 60 * 60_000
const STRIDE_COMMANDS = 450

/**
 * Writes a plan through the door, in strides of a few waves each, and fills in the ids that answers give: a command
 * waits one wave for those it names and never overtakes an earlier one of its incident or unit; all of a wave shares
 * a commit. Answers how many were written; throws on the first refusal, which would mean that the plan breaks a rule.
 */
export async function writePlan(planned: Iterable<PlannedCommand>, writer: PlanWriter): Promise<number> {
  const answers = new Map<string, Record<string, string | number>>()
  // Which report and unit an order belongs to; later strides hold its further steps.
  const orders = new Map<string, string[]>()
  let count = 0
  let stride = new Stride(orders)
  for (const c of planned) {
    if (stride.isFull(c.at)) {
      count += await writeStride(stride, answers, writer)
      stride = new Stride(orders)
    }
    stride.add(c)
  }
  return count + (await writeStride(stride, answers, writer))
}

class Stride {
  readonly waves: PlannedCommand[][] = []
  last: Instant = 0
  private first: Instant | null = null
  private size = 0
  /** Wave of each command here, and the highest so far of each incident (by its report) and unit. */
  private readonly waveOf = new Map<string, number>()
  private readonly reached = new Map<string, number>()

  constructor(private readonly orders: Map<string, string[]>) {}

  isFull(at: Instant): boolean {
    return this.first !== null && (this.size >= STRIDE_COMMANDS || at - this.first > STRIDE_MS)
  }

  add(c: PlannedCommand): void {
    this.first ??= c.at
    this.last = Math.max(this.last, c.at)
    this.size++
    const subjects = this.subjects(c)
    const named = Object.values(c.names ?? {}).map((id) => (this.waveOf.get(id) ?? -1) + 1)
    const wave = Math.max(0, ...named, ...subjects.map((s) => this.reached.get(s) ?? 0))
    for (const s of subjects) this.reached.set(s, wave)
    if (c.type === 'IssueOrder') this.orders.set(c.id, subjects)
    this.waveOf.set(c.id, wave)
    ;(this.waves[wave] ??= []).push(c)
  }

  private subjects(c: PlannedCommand): string[] {
    const { unitId } = c.body
    const own = [c.names?.incidentId, c.names?.intoId, typeof unitId === 'string' ? `unit ${unitId}` : undefined].filter((x) => x !== undefined)
    return c.names?.orderId ? [...own, ...(this.orders.get(c.names.orderId) ?? [])] : own
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
