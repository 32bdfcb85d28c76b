import type { Holding, LoggedRow, Told } from './read'

/**
 * What the acknowledged commands must have left in the states and jobs, counted from what the clients were told and not by the
 * rules: each report one incident with its mark, each order on its incident, as many feedbacks as were acknowledged.
 */
export function checkStanding(told: ReadonlyMap<string, Told>, holding: Holding): string[] {
  const faults: string[] = []
  const states = new Map(holding.states.map((s) => [`${s.kind}:${s.id}`, s.state]))
  const marks = new Map<string, number>()
  for (const s of holding.states) if (s.kind === 'incident') marks.set(String(s.state.sourceRef), (marks.get(String(s.state.sourceRef)) ?? 0) + 1)
  const feedbacks = new Map<string, number>()
  for (const [id, t] of told) {
    const first = t.answers[0]
    if (!first) continue
    const answer = Object.fromEntries(JSON.parse(first.answer) as [string, string][])
    const { type, body } = t.said
    if (type === 'ReportIncident' && marks.get(id) !== 1) faults.push(`states: the report ${id} made ${marks.get(id) ?? 0} incidents`)
    if (type === 'ReportIncident' && states.get(`incident:${answer.incidentId}`)?.sourceRef !== id) faults.push(`states: ${id} was told incident ${answer.incidentId}, which is not its own`)
    if (type === 'IssueOrder' && !Object.hasOwn(states.get(`incident:${String(body.incidentId)}`)?.orders ?? {}, answer.orderId!)) faults.push(`states: order ${answer.orderId} is not on its incident`)
    if (type === 'ReportFeedback') feedbacks.set(String(body.orderId), (feedbacks.get(String(body.orderId)) ?? 0) + 1)
  }
  for (const [order, n] of feedbacks) if (states.get(`order:${order}`)?.feedbacks !== n) faults.push(`states: order ${order} holds ${String(states.get(`order:${order}`)?.feedbacks)} feedbacks of ${n}`)
  return [...faults, ...checkReports(told, marks), ...checkJobs(holding)]
}

/** Nothing reported that nobody reported. */
function checkReports(told: ReadonlyMap<string, Told>, marks: ReadonlyMap<string, number>): string[] {
  return [...marks.keys()].filter((mark) => told.get(mark)?.said.type !== 'ReportIncident').map((mark) => `states: an incident with the mark ${mark} was reported by nobody`)
}

const ANSWERS = new Set(['OrderAcknowledged', 'OrderDeclined', 'OrderEnRoute', 'OrderOnScene', 'OrderRecalled', 'OrderDone'])

/** Each order's first alert waits as a job, has been raised, or is needless because the order was answered. */
function checkJobs({ log, jobs }: Holding): string[] {
  const commands = new Set(log.map((r) => r.event.commandId))
  const orderOf = (r: LoggedRow) => String(r.event.data.orderId)
  const answered = new Set(log.filter((r) => ANSWERS.has(r.type)).map(orderOf))
  const faults: string[] = []
  for (const row of log) {
    if (row.type !== 'OrderIssued') continue
    const job = `escalate:${orderOf(row)}:1`
    const ladder = row.event.data.ladder as { afterMs: number }[]
    const due = Math.round((row.event.occurredAt ?? row.event.at) + ladder[0]!.afterMs)
    const waits = jobs.get(job)
    if (waits !== undefined && waits !== due) faults.push(`jobs: ${job} is due at ${waits} instead of ${due}`)
    const needless = answered.has(orderOf(row)) && due <= Date.now()
    if (waits === undefined && !commands.has(job) && !needless) faults.push(`jobs: ${job} neither waits nor was done`)
  }
  return faults
}
