import { watch } from 'vue'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { reportBody, sendingId, type IncidentDraft } from '../../features/incident/desk/draft'
import { moveRefused, type IncidentMove } from '../../features/incident/desk/moves'
import { stepBody, undoable, type OrderStep } from '../../features/order/desk/steps'
import type { Live } from '../../live/api'
import type { Sending, SendOptions } from '../../live/sending'
import { useWords } from '../../messages/words'
import type { Ask } from './useAsk'
import type { Notice } from './useNotices'
import type { Registers } from './useRegisters'

/** A report waits for the server as long as a shift; an order that old must not go out by itself. */
const REPORT_TTL_MS = 12 * 3_600_000
const ORDER_TTL_MS = 60_000

export interface ActTools {
  live: Live
  sending: Sending
  registers: Registers
  say(n: Omit<Notice, 'id'>): number
  put(a: Ask): void
}

/** Who is ordered: a unit of an organisation, or the organisation itself. */
export interface Force {
  orgId: string
  unitId?: string
}

export interface Acts {
  /** Registers the draft; answers the incident's id once the door has it, or null. The draft is emptied then. */
  report(draft: IncidentDraft): Promise<{ incidentId: string; no: string } | { missing: 'place' | 'kind' } | null>
  accept(incidentId: string): Promise<boolean>
  /** A move of an incident, asking first where it can't be taken back. */
  move(i: IncidentDocument, m: IncidentMove): void
  order(incidentId: string, forces: readonly Force[]): Promise<void>
  step(o: OrderDocument, s: OrderStep, words?: string): void
  confirm(a: AlertState): void
  undo(): void
}

/** Everything a desk does, through one door each; what became of it is said in words. */
export function useActs({ live, sending, registers, say, put }: ActTools): Acts {
  const { t, no } = useWords()
  /** Orders this desk sent, newest last, with the server's instant of sending. */
  let issued: { id: string; unit: string; at: number }[] = []

  /** What each slot's wish is called, for a fault that comes later. */
  const called = new Map<string, string>()
  const told = new Set<string>()
  // A fault keeps its promise open for a retry, so it is told from the states and not from the answer.
  watch(sending.states, (states) => {
    for (const slot of [...told]) if (states.get(slot)?.state !== 'fault') told.delete(slot)
    for (const [slot, state] of states) {
      if (state.state !== 'fault' || told.has(slot)) continue
      told.add(slot)
      say({ tone: 'fault', text: called.get(slot) ?? slot, code: state.fault, act: { name: t('desk.notice.retry'), run: state.again }, dropped: () => sending.dismiss(slot) })
    }
  })

  /** Sends and says what became of it; answers the door's answer, or null while the same wish is still under way. */
  async function wish(slot: string, type: string, body: object, what: string, options: SendOptions = {}): Promise<CommandAnswer | null> {
    called.set(slot, what)
    const a = await sending.send(slot, type, body, options)
    if (a && !a.ok && 'rejected' in a) say({ tone: 'refused', text: `${what}：${no(a.rejected, a.detail)}`, code: a.rejected, dropped: () => sending.dismiss(slot) })
    if (a?.masked) say({ tone: 'done', text: t('desk.notice.masked', { what }) })
    return a
  }

  async function report(draft: IncidentDraft): ReturnType<Acts['report']> {
    const made = reportBody(draft)
    if ('missing' in made) return made
    const id = sendingId(draft, made.body, () => crypto.randomUUID())
    const a = await wish('report', 'ReportIncident', made.body, t('desk.verb.report'), { id, ttlMs: REPORT_TTL_MS })
    if (a && !a.ok && 'rejected' in a) draft.sentAs = null
    if (!a?.ok) return null
    say({ tone: 'done', text: t('desk.form.done', { no: String(a.answer.no ?? '') }) })
    return { incidentId: String(a.answer.incidentId), no: String(a.answer.no ?? '') }
  }

  async function accept(incidentId: string): Promise<boolean> {
    const a = await wish(`incident:${incidentId}`, 'AcceptIncident', { incidentId }, `${t('desk.verb.accept')} ${registers.incidentName(incidentId)}`)
    return a?.ok === true
  }

  function move(i: IncidentDocument, m: IncidentMove): void {
    const refused = moveRefused(m, i)
    if (refused) { say({ tone: 'refused', text: t('desk.notice.notNowWhy', { verb: t(`desk.verb.${m.verb}`), why: no(refused.rejected, refused.detail) }), code: refused.rejected }); return }
    const go = (reason: string) => void wish(`incident:${i.id}`, m.command, { incidentId: i.id, ...(reason ? { reason } : {}) }, `${t(`desk.verb.${m.verb}`)} ${i.no}`)
    if (m.asks === 'nothing') { go(''); return }
    const days = Math.round((registers.policies.value.get('clocks')?.archiveAfterMs ?? 0) / 86_400_000)
    put({ title: t(`desk.ask.${m.verb}`, { no: i.no }), note: t(`desk.ask.${m.verb}Note`, { days }), verb: t(`desk.verb.${m.verb}`), needs: m.asks === 'reason' ? 'reason' : 'nothing', run: go })
  }

  async function order(incidentId: string, forces: readonly Force[]): Promise<void> {
    const i = registers.incidents.value.get(incidentId)
    // One after the other, so that the first one of an incident becomes the lead.
    const sent: string[] = []
    for (const { orgId, unitId } of forces) {
      const name = registers.orderName({ orgId, unitId: unitId ?? null })
      const a = await wish(`issue:${unitId ?? orgId}`, 'IssueOrder', { incidentId, orgId, ...(unitId ? { unitId } : {}) }, `${t('desk.verb.order')} ${name}`, { ttlMs: ORDER_TTL_MS })
      if (!a?.ok) continue
      issued.push({ id: String(a.answer.orderId), unit: name, at: live.clock.now() })
      sent.push(name)
    }
    if (sent.length > 0) say({ tone: 'done', text: t('desk.notice.sent', { unit: sent.join('、'), no: i?.no ?? '' }), act: { name: t(sent.length > 1 ? 'desk.notice.undoLast' : 'desk.notice.undo'), key: 'Z', run: undo } })
  }

  function step(o: OrderDocument, s: OrderStep, words = ''): void {
    const unit = registers.orderName(o)
    const go = (said: string) => void wish(`order:${o.id}`, s.command, stepBody(s, o.id, said), `${unit} ${t(`desk.verb.${s.verb}`)}`, { ttlMs: ORDER_TTL_MS })
    if (s.needs === 'nothing' || words) { go(words); return }
    put({ title: t(`desk.ask.${s.verb}`, { unit }), note: t(`desk.ask.${s.verb}Note`, { unit }), verb: t(`desk.verb.${s.verb}`), needs: s.needs, run: go })
  }

  function confirm(a: AlertState): void {
    void wish(`alert:${a.id}`, 'AcknowledgeAlert', { alertId: a.id }, `${t('desk.verb.confirm')} ${registers.orderName(a)}`)
  }

  /** Takes back the newest order nobody has answered within a minute; anything else is a recall, which asks. */
  function undo(): void {
    const now = live.clock.now()
    // An order may be known by its answer a moment before the mirror shows it: then it is as it was sent.
    const open = issued.filter((x) => undoable(registers.orders.value.get(x.id) ?? { status: 'issued', times: { issued: x.at } }, now))
    const last = open.at(-1)
    if (!last) { say({ tone: 'refused', text: t('desk.notice.nothingToUndo') }); return }
    issued = issued.filter((x) => x.id !== last.id)
    const { unit } = last
    void wish(`order:${last.id}`, 'RecallOrder', { orderId: last.id, reason: t('desk.notice.undo') }, `${t('desk.notice.undo')} ${unit}`).then((a) => {
      if (a?.ok) say({ tone: 'done', text: t('desk.notice.undone', { unit }) })
    })
  }

  return { report, accept, move, order, step, confirm, undo }
}
