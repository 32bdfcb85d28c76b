import { checkEffects, checkLooks, checkNumbers, checkOrder, type Answered, type Effect } from '../rig/checker'
import { RIGHTS_COMMAND } from '../rig/seatAhead'
import type { AckedEntry } from './entries'
import { canonical, type Holding, type LoggedRow, type Told } from './read'

/** Ids that the server gives its own commands: jobs, watchers, packs. What gave the desk its rights is told by name. */
const OWN_ID = /:|^pack-/

/** Rows of one command, in order. */
function byCommand(log: readonly LoggedRow[]): Map<string, LoggedRow[]> {
  const rows = new Map<string, LoggedRow[]>()
  for (const row of log) {
    const known = rows.get(row.event.commandId)
    if (known) known.push(row)
    else rows.set(row.event.commandId, [row])
  }
  return rows
}

/** Acknowledged and not there; there twice; numbered with a hole; acknowledged before another was sent, yet after it. */
export function checkLog(told: ReadonlyMap<string, Told>, { log }: Holding, entries: readonly AckedEntry[]): string[] {
  const answered: Answered[] = [...told].flatMap(([id, t]) => {
    const first = t.answers[0]
    return first ? [{ id, sentAt: t.sentAt, answeredAt: first.at, position: first.position }] : []
  })
  // One effect is a run of rows that a command ended; a row that none ended is an effect begun.
  const effects: Effect[] = [...byCommand(log)].flatMap(([id, rows]) => {
    const makes = told.get(id)?.said.makes.length ?? rows.length
    return Array.from({ length: Math.ceil(rows.length / makes) }, () => ({ id, at: 0 }))
  })
  const looks = entries.flatMap((e) => (e.what === 'hello' ? [{ id: `${e.client} (hello)`, at: e.since, position: e.position }] : []))
  return [
    ...checkEffects(answered, effects), ...checkNumbers('position', log.map((r) => r.position), 1), ...checkOrder(answered), ...checkLooks(looks, answered),
  ].map((f) => `${f.kind}: ${f.why}`)
}

/** Each command all there or not at all, remembered on its last row, and told the same whenever it was asked. */
export function checkCommands(told: ReadonlyMap<string, Told>, { log }: Holding): string[] {
  const faults: string[] = []
  const rows = byCommand(log)
  for (const id of rows.keys()) if (!told.has(id) && !OWN_ID.test(id) && id !== RIGHTS_COMMAND) faults.push(`unknown: ${id} is in the log and nobody said it`)
  for (const [id, t] of told) {
    for (const refusal of t.refusals) faults.push(`refused: ${id} (${t.said.type}) was answered ${refusal}`)
    const first = t.answers[0]
    if (!first && t.refusals.length === 0) faults.push(`unanswered: ${id} (${t.said.type}) never got an answer in ${t.sends} tries`)
    for (const a of t.answers.slice(1)) {
      if (a.position !== first!.position || a.answer !== first!.answer) faults.push(`answered differently: ${id} was told ${first!.position} ${first!.answer}, then ${a.position} ${a.answer}`)
    }
    const mine = rows.get(id)
    if (mine) faults.push(...wholeness(id, t, mine))
  }
  return faults
}

function wholeness(id: string, t: Told, mine: readonly LoggedRow[]): string[] {
  const last = mine.at(-1)!
  const faults: string[] = []
  const made = mine.map((r) => r.type).join(' ')
  if (made !== t.said.makes.join(' ')) faults.push(`half: ${id} (${t.said.type}) left ${made} instead of ${t.said.makes.join(' ')}`)
  if (mine.some((r, i) => r.position !== mine[0]!.position + i)) faults.push(`half: the events of ${id} do not stand together`)
  if (last.command !== id || mine.some((r) => r !== last && r.command !== null)) faults.push(`half: the log does not remember ${id} on its last event`)
  const first = t.answers[0]
  if (first && first.position !== last.position) faults.push(`answered differently: ${id} was told ${first.position} and ends at ${last.position}`)
  if (first && last.answer !== null && canonical(JSON.parse(last.answer) as Record<string, unknown>) !== first.answer) faults.push(`answered differently: ${id} was told ${first.answer} and the log remembers ${last.answer}`)
  return faults
}
