import { nextTick, shallowRef, type ComputedRef } from 'vue'
import type { OrderDocument } from '@liandong/shared/order/order'
import { moveByVerb, type IncidentMove } from '../../features/incident/desk/moves'
import type { IncidentRow } from '../../features/incident/rows'
import { ORDER_STEPS, stepAllowed, type OrderStep } from '../../features/order/desk/steps'
import type { Live } from '../../live/api'
import { createSending } from '../../live/sending'
import { useWords } from '../../messages/words'
import type { DeskVerb } from './keys'
import { planRunner } from './planRunner'
import { useActs, type Acts } from './useActs'
import { useAsk } from './useAsk'
import { useNotices, type Notice } from './useNotices'
import { useReporting } from './useReporting'
import { useSentences } from './useSentences'
import { useWork, type Place, type Work } from './useWork'

type Say = (n: Omit<Notice, 'id'>) => number
type Verbs = Partial<Record<DeskVerb, () => void>>

/**
 * The desk's state and what its keys, buttons and sentences do. The template only shows it.
 * @param sorted the open incidents as the shell works them out, most urgent first
 * @param focus puts the hand somewhere; the elements belong to the template
 */
export function useDesk(live: Live, sorted: ComputedRef<IncidentRow[]>, focus: (place: Place) => void) {
  const work = useWork(live, sorted, focus)
  const sending = createSending(live.submit, () => crypto.randomUUID())
  const { list: notices, say, drop } = useNotices()
  const { ask, put, close } = useAsk()
  const acts = useActs({ live, sending, registers: work.registers, say, put })
  const reporting = useReporting(work, acts, put, say)
  const sentences = useSentences(work.registers, () => (work.mode.value === 'sheet' ? work.chosen.queue : null), () => work.waiting.value)
  const keys = shallowRef(false)

  function leave(): void {
    if (ask.value) close()
    else if (work.pane.value !== 'queue') work.go('queue')
    else if (work.mode.value === 'form') { work.mode.value = 'sheet'; work.go('queue') }
    else notices.value.filter((n) => n.tone !== 'done').forEach((n) => drop(n.id))
  }
  const verbs: Verbs = {
    ...walking(work, reporting.send), ...useIncidentVerbs(work, acts, say), ...useOrderVerbs(work, acts, say),
    keys: () => { keys.value = true }, leave, undo: acts.undo, new: work.openForm,
    toggle: () => { if (work.chosen.dispatch) work.dispatch.toggle(work.chosen.dispatch) },
  }
  return {
    ...work, ...reporting, sending, notices, drop, ask, close, keys, sentences, acts,
    runPlan: planRunner(work, acts), openAlert: (id: string | null) => openAlert(work, id), run: (verb: DeskVerb) => verbs[verb]?.(),
  }
}

function openAlert(work: Work, alertId: string | null): void {
  const a = alertId ? work.registers.alerts.value.get(alertId) : undefined
  if (!a) return
  work.openIncident(a.incidentId, 'orders')
  void nextTick(() => work.choose('orders', a.orderId))
}

/** Moving the hand: between rows, panes and parts of the desk. */
function walking(work: Work, send: () => Promise<void>): Verbs {
  const { go, chosen, pane, mode } = work
  const walk = (to: 1 | -1 | 'first' | 'last') => {
    work.move(pane.value, to)
    if (pane.value === 'queue') mode.value = 'sheet'
  }
  return {
    down: () => walk(1), up: () => walk(-1), first: () => walk('first'), last: () => walk('last'),
    command: () => go('command'), dispatch: () => go('dispatch'), map: () => go('map'), find: () => go('find'),
    file: () => { mode.value = 'sheet'; go('file') },
    open() {
      if (pane.value === 'dispatch') void send()
      else if (pane.value === 'alerts') openAlert(work, chosen.alerts)
      else if (chosen.queue) { mode.value = 'sheet'; go('orders') }
    },
    'pane:queue': () => go('queue'), 'pane:alerts': () => go('alerts'), 'pane:dispatch': () => go('dispatch'),
    'pane:orders': () => { mode.value = 'sheet'; go('orders') },
  }
}

/** What is done to the chosen incident or alert. */
function useIncidentVerbs(work: Work, acts: Acts, say: Say): Verbs {
  const { t } = useWords()
  const moveBy = (verb: IncidentMove['verb']) => () => {
    const i = work.incident.value
    if (!i || work.mode.value === 'form') say({ tone: 'refused', text: t('desk.notice.pick') })
    else acts.move(i, moveByVerb(verb, i))
  }
  return {
    /** "Yes" to what is chosen: accepts what waits for it, otherwise confirms the incident's waiting alert. */
    accept() {
      const i = work.incident.value
      const alert = i ? work.waiting.value.find((a) => a.incidentId === i.id) : undefined
      if (i && i.status !== 'reported' && alert) acts.confirm(alert)
      else moveBy('accept')()
    },
    confirm() {
      const alert = work.waiting.value.find((a) => a.id === work.chosen.alerts)
      if (alert) acts.confirm(alert)
      else say({ tone: 'refused', text: t('desk.alerts.empty') })
    },
    resolve: moveBy('resolve'), review: moveBy('review'), close: moveBy('close'), rework: moveBy('rework'), reject: moveBy('reject'), recordOnly: moveBy('recordOnly'),
  }
}

/** What is reported for the chosen order's unit. */
function useOrderVerbs(work: Work, acts: Acts, say: Say): Verbs {
  const { t, no } = useWords()
  function stepBy(verb: OrderStep['verb'], o: OrderDocument | null): void {
    const step = ORDER_STEPS.find((s) => s.verb === verb)!
    if (!o) say({ tone: 'refused', text: t('desk.notice.pick') })
    else if (stepAllowed(step, o)) acts.step(o, step)
    else say({ tone: 'refused', text: no('order-step-not-allowed', { no: o.no, from: o.status, to: step.to }), code: 'order-step-not-allowed' })
  }
  const on = (verb: OrderStep['verb']) => () => stepBy(verb, work.order.value)
  /** From the queue it is the first unit on the scene that speaks. */
  const speaker = () => (work.pane.value === 'orders' ? work.order.value : work.orders.value.find((o) => o.status === 'on_scene' || o.status === 'working') ?? work.order.value)
  return {
    acknowledge: on('acknowledge'), enRoute: on('enRoute'), onScene: on('onScene'), done: on('done'), decline: on('decline'), recall: on('recall'),
    feedback: () => stepBy('feedback', speaker()),
  }
}
