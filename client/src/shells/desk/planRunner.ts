import type { Plan } from '../../features/command/grammar'
import { emptyDraft } from '../../features/incident/desk/draft'
import { moveByVerb } from '../../features/incident/desk/moves'
import { ORDER_STEPS } from '../../features/order/desk/steps'
import type { Acts } from './useActs'
import { sendable } from './useSentences'
import type { Work } from './useWork'

/** Does what a sentence said, through the same acts as keys and buttons, and shows the incident it was about. */
export function planRunner(work: Work, acts: Acts): (plan: Plan) => Promise<void> {
  const { registers: r, openIncident } = work

  async function report(plan: Plan & { verb: 'report' }): Promise<void> {
    const done = await acts.report({ ...emptyDraft(), placeText: plan.placeText, areaId: plan.areaId, kindId: plan.kindId, priority: plan.priority })
    if (!done || 'missing' in done) return
    openIncident(done.incidentId, 'dispatch')
    await acts.accept(done.incidentId)
  }
  function step(plan: Plan & { orderId: string }): void {
    const o = r.orders.value.get(plan.orderId)
    if (!o) return
    acts.step(o, ORDER_STEPS.find((s) => s.verb === plan.verb)!, 'words' in plan ? plan.words : '')
    openIncident(o.incidentId, 'orders')
  }

  return async (plan) => {
    switch (plan.verb) {
      case 'report':
        return report(plan)
      case 'order':
        openIncident(plan.incidentId)
        return acts.order(plan.incidentId, sendable(r, plan).flatMap(({ force, refused }) => (refused ? [] : [force])))
      case 'open':
        return openIncident(plan.incidentId)
      case 'file':
        return openIncident(plan.incidentId, 'file')
      case 'confirm': {
        const a = r.alerts.value.get(plan.alertId)
        if (a) acts.confirm(a)
        return work.go('queue')
      }
      case 'accept': case 'resolve': case 'review': case 'close': {
        const i = r.incidents.value.get(plan.incidentId)
        openIncident(plan.incidentId)
        if (i) acts.move(i, moveByVerb(plan.verb, i))
        return
      }
      default:
        return step(plan)
    }
  }
}
