import { computed, nextTick, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderDocument } from '@liandong/shared/order/order'
import { isEnded } from '@liandong/shared/order/order'
import type { Plan } from '../../features/command/grammar'
import { useAlerts } from '../../features/alert/desk/useAlerts'
import { emptyDraft, type IncidentDraft } from '../../features/incident/desk/draft'
import { moveByVerb, type IncidentMove } from '../../features/incident/desk/moves'
import { useDraft } from '../../features/incident/desk/useDraft'
import type { IncidentRow } from '../../features/incident/rows'
import { useQueue } from '../../features/incident/desk/useQueue'
import { ORDER_STEPS, stepAllowed, type OrderStep } from '../../features/order/desk/steps'
import type { Target } from '../../features/order/desk/suggest'
import { useDispatch } from '../../features/order/desk/useDispatch'
import type { Live } from '../../live/api'
import { createSending } from '../../live/sending'
import { useWords } from '../../messages/words'
import type { DeskVerb, Pane } from './keys'
import { useActs } from './useActs'
import { useAsk } from './useAsk'
import { useNotices } from './useNotices'
import { useRegisters } from './useRegisters'
import { useSelection } from './useSelection'
import { sendable, useSentences } from './useSentences'

/** Where the hand can be put by the desk. */
export type Place = Pane | 'form' | 'command' | 'file' | 'find' | 'map'

/** What an incident's own panel needs beside its document. */
export interface DispatchTarget extends Target {
  hasPoint: boolean
  /** Counted from the township's seat, because nothing nearer is known. */
  fromSeat: boolean
}

/**
 * The desk's state and what its keys, buttons and sentences do. The template only shows it.
 * @param focus puts the hand somewhere; the elements belong to the template
 */
export function useDesk(live: Live, sorted: ComputedRef<IncidentRow[]>, focus: (place: Place) => void) {
  const { t, no } = useWords()
  const registers = useRegisters(live)
  const sending = createSending(live.submit, () => crypto.randomUUID())
  const { list: notices, say, drop } = useNotices()
  const { ask, put, close } = useAsk()
  const acts = useActs({ live, sending, registers, say, put })
  const { draft, keptAt, empty, clear } = useDraft()
  const { rows, ended } = useQueue(sorted)
  const { waiting, confirmed, load } = useAlerts()
  const mode: ShallowRef<'sheet' | 'form'> = shallowRef('sheet')
  const missing = shallowRef<'place' | 'kind' | null>(null)
  const keys = shallowRef(false)

  const selection = useSelection((pane) => {
    if (pane === 'queue') return rows.value.map((r) => r.id)
    if (pane === 'alerts') return waiting.value.map((a) => a.id)
    return pane === 'orders' ? orders.value.map((o) => o.id) : dispatch.rows.value.map((c) => c.id)
  })
  const { pane, chosen, choose, move } = selection
  const incident = computed<IncidentDocument | null>(() => (chosen.queue ? registers.incidents.value.get(chosen.queue) ?? null : null))
  const row = computed(() => rows.value.find((r) => r.id === chosen.queue) ?? null)
  const orders: ComputedRef<OrderDocument[]> = computed(() => {
    const i = incident.value
    if (!i) return []
    const mine = Object.keys(i.orders).flatMap((id) => registers.orders.value.get(id) ?? [])
    return mine.sort((a, b) => Number(isEnded(a)) - Number(isEnded(b)) || (a.times.issued ?? 0) - (b.times.issued ?? 0))
  })
  const order = computed(() => orders.value.find((o) => o.id === chosen.orders) ?? orders.value[0] ?? null)

  const target: ComputedRef<DispatchTarget | null> = computed(() => {
    const seat = (areaId: string | null) => {
      const area = areaId ? registers.areas.value.get(areaId) : undefined
      return area ? { lon: area.lon, lat: area.lat } : null
    }
    if (mode.value === 'form') {
      const kind = draft.kindId ? registers.kinds.value.get(draft.kindId) : undefined
      if (!kind) return null
      const point = draft.point ?? seat(draft.areaId)
      return { kindId: kind.id, priority: draft.priority ?? kind.priority, point, incident: null, hasPoint: point !== null, fromSeat: !draft.point && point !== null }
    }
    const i = incident.value
    if (!i) return null
    const own = i.place.lon !== null && i.place.lat !== null ? { lon: i.place.lon, lat: i.place.lat } : null
    const point = own ?? seat(i.place.areaId)
    return { kindId: i.kindId, priority: i.priority, point, incident: i, hasPoint: point !== null, fromSeat: !own && point !== null }
  })
  const dispatch = useDispatch(() => target.value, () => (mode.value === 'form' ? `draft:${draft.kindId ?? ''}` : `incident:${chosen.queue ?? ''}`))
  const orderable = computed(() => incident.value !== null && ['accepted', 'dispatched', 'handling'].includes(incident.value.status))
  const sentences = useSentences(registers, () => (mode.value === 'sheet' ? chosen.queue : null), () => waiting.value)

  // The first row is chosen for the hand, so that J and A work from the first moment.
  watch(rows, (now) => { if (chosen.queue === null && now.length > 0) choose('queue', now[0]!.id) }, { immediate: true })
  watch(waiting, (now) => { if (!now.some((a) => a.id === chosen.alerts)) choose('alerts', now[0]?.id ?? null) })
  watch(orders, (now) => { if (!now.some((o) => o.id === chosen.orders)) choose('orders', now[0]?.id ?? null) })
  watch(dispatch.rows, (now) => { if (!now.some((c) => c.id === chosen.dispatch)) choose('dispatch', now[0]?.id ?? null) })

  const go = (place: Place) => void nextTick(() => focus(place))
  function openIncident(id: string, place: Place = 'queue'): void {
    mode.value = 'sheet'
    choose('queue', id)
    go(place)
  }
  function openForm(): void {
    mode.value = 'form'
    go('form')
  }

  async function submit(andAccept: boolean): Promise<void> {
    const units = andAccept ? dispatch.chosen.value.map((c) => ({ unitId: c.unit.id, orgId: c.unit.orgId })) : []
    const made = await acts.report(draft)
    missing.value = made && 'missing' in made ? made.missing : null
    if (!made || 'missing' in made) return
    Object.assign(draft, emptyDraft())
    dispatch.forget()
    openIncident(made.incidentId, andAccept && units.length === 0 ? 'dispatch' : 'queue')
    if (andAccept && await acts.accept(made.incidentId)) await acts.order(made.incidentId, units)
  }

  function askClear(): void {
    put({ title: t('desk.form.clearSure'), note: t('desk.form.clearConsequence'), verb: t('desk.form.clear'), needs: 'nothing', run: () => { clear(); go('form') } })
  }

  async function send(): Promise<void> {
    const i = incident.value
    const units = dispatch.chosen.value.map((c) => ({ unitId: c.unit.id, orgId: c.unit.orgId }))
    if (mode.value === 'form') { await submit(true); return }
    if (!i || !orderable.value || units.length === 0) return
    await acts.order(i.id, units)
    dispatch.forget()
  }

  function moveBy(verb: IncidentMove['verb']): void {
    const i = incident.value
    if (!i || mode.value === 'form') { say({ tone: 'refused', text: t('desk.notice.pick') }); return }
    acts.move(i, moveByVerb(verb, i))
  }
  /** "Yes" to what is chosen: accepts what waits for it, otherwise confirms the incident's waiting alert. */
  function accept(): void {
    const i = incident.value
    const alert = i ? waiting.value.find((a) => a.incidentId === i.id) : undefined
    if (i && i.status !== 'reported' && alert) acts.confirm(alert)
    else moveBy('accept')
  }
  function confirm(): void {
    const alert = waiting.value.find((a) => a.id === chosen.alerts)
    if (alert) acts.confirm(alert)
    else say({ tone: 'refused', text: t('desk.alerts.empty') })
  }
  function stepBy(verb: OrderStep['verb'], from: OrderDocument | null = order.value): void {
    const step = ORDER_STEPS.find((s) => s.verb === verb)!
    if (!from) { say({ tone: 'refused', text: t('desk.notice.pick') }); return }
    if (!stepAllowed(step, from)) {
      const detail = { no: from.no, from: from.status, to: step.to }
      say({ tone: 'refused', text: no('order-step-not-allowed', detail), code: 'order-step-not-allowed' })
      return
    }
    acts.step(from, step)
  }
  /** Feedback of the chosen order, or from the queue of the first one on the scene. */
  const feedback = () => stepBy('feedback', pane.value === 'orders' ? order.value : orders.value.find((o) => o.status === 'on_scene' || o.status === 'working') ?? order.value)

  const DO: Partial<Record<DeskVerb, () => void>> = {
    command: () => go('command'), keys: () => { keys.value = true }, leave: () => leave(), down: () => walk(1), up: () => walk(-1), first: () => walk('first'), last: () => walk('last'),
    open, toggle: () => { if (chosen.dispatch) dispatch.toggle(chosen.dispatch) },
    new: openForm, accept, dispatch: () => go('dispatch'), feedback, file: () => { mode.value = 'sheet'; go('file') },
    resolve: () => moveBy('resolve'), review: () => moveBy('review'), close: () => moveBy('close'), rework: () => moveBy('rework'), reject: () => moveBy('reject'), recordOnly: () => moveBy('recordOnly'),
    undo: acts.undo, map: () => go('map'), find: () => go('find'), confirm,
    acknowledge: () => stepBy('acknowledge'), enRoute: () => stepBy('enRoute'), onScene: () => stepBy('onScene'), done: () => stepBy('done'), decline: () => stepBy('decline'), recall: () => stepBy('recall'),
    'pane:queue': () => go('queue'), 'pane:alerts': () => go('alerts'), 'pane:orders': () => { mode.value = 'sheet'; go('orders') }, 'pane:dispatch': () => go('dispatch'),
  }
  function walk(to: 1 | -1 | 'first' | 'last'): void {
    move(pane.value, to)
    if (pane.value === 'queue') mode.value = 'sheet'
  }
  function open(): void {
    if (pane.value === 'dispatch') void send()
    else if (pane.value === 'alerts') openAlert(chosen.alerts)
    else if (chosen.queue) { mode.value = 'sheet'; go('orders') }
  }
  function openAlert(alertId: string | null): void {
    const a = alertId ? registers.alerts.value.get(alertId) : undefined
    if (!a) return
    openIncident(a.incidentId, 'orders')
    void nextTick(() => choose('orders', a.orderId))
  }
  function leave(): void {
    if (ask.value) close()
    else if (pane.value !== 'queue') go('queue')
    else if (mode.value === 'form') { mode.value = 'sheet'; go('queue') }
    else notices.value.filter((n) => n.tone !== 'done').forEach((n) => drop(n.id))
  }

  async function runPlan(plan: Plan): Promise<void> {
    switch (plan.verb) {
      case 'report': {
        const made: IncidentDraft = { ...emptyDraft(), placeText: plan.placeText, areaId: plan.areaId, kindId: plan.kindId, priority: plan.priority }
        const done = await acts.report(made)
        if (!done || 'missing' in done) return
        openIncident(done.incidentId, 'dispatch')
        await acts.accept(done.incidentId)
        return
      }
      case 'order':
        openIncident(plan.incidentId)
        await acts.order(plan.incidentId, sendable(registers, plan.unitIds).filter((u) => !u.refused).map((u) => ({ unitId: u.id, orgId: u.orgId })))
        return
      case 'open': openIncident(plan.incidentId); return
      case 'file': openIncident(plan.incidentId, 'file'); return
      case 'confirm': {
        const a = registers.alerts.value.get(plan.alertId)
        if (a) acts.confirm(a)
        go('queue')
        return
      }
      case 'accept': case 'resolve': case 'review': case 'close': {
        const i = registers.incidents.value.get(plan.incidentId)
        if (i) acts.move(i, moveByVerb(plan.verb, i))
        openIncident(plan.incidentId)
        return
      }
      default: {
        const o = registers.orders.value.get(plan.orderId)
        if (!o) return
        acts.step(o, ORDER_STEPS.find((s) => s.verb === plan.verb)!, 'words' in plan ? plan.words : '')
        openIncident(o.incidentId, 'orders')
      }
    }
  }

  return {
    registers, sending, notices, drop, ask, close, draft, keptAt, empty, rows, ended, waiting, confirmed, load, mode, missing, keys,
    pane, chosen, choose, incident, row, orders, target, dispatch, orderable, sentences,
    openIncident, openForm, openAlert, submit, askClear, send, leave, acts, runPlan,
    run: (verb: DeskVerb) => DO[verb]?.(),
  }
}
