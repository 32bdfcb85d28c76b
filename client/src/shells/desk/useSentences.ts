import { computed, type ComputedRef } from 'vue'
import type { AlertState } from '@liandong/shared/alert/contract'
import { isOpen } from '@liandong/shared/incident/incident'
import { checkIncident, checkOrg, checkUnit } from '@liandong/shared/order/commands'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { UnitState } from '@liandong/shared/unit/contract'
import type { Preview } from '../../features/command/CommandBar.vue'
import type { Plan, Vocabulary } from '../../features/command/grammar'
import { areaNamed } from '../../features/incident/desk/draft'
import { kindNamed } from '../../features/incident/desk/kinds'
import { moveByVerb, moveRefused } from '../../features/incident/desk/moves'
import { titleOf } from '../../features/incident/desk/naming'
import { placeName } from '../../features/incident/placeName'
import { ORDER_STEPS, stepAllowed } from '../../features/order/desk/steps'
import { useWords } from '../../messages/words'
import type { Force } from './useActs'
import type { Registers } from './useRegisters'

interface Sendable {
  force: Force
  refused: { rejected: string; detail?: Record<string, string | number> } | null
}

/** The units and organisations of a plan that can be sent, and why the others can't: the server's own rule. */
export function sendable(r: Registers, plan: Plan & { verb: 'order' }): Sendable[] {
  const i = r.incidents.value.get(plan.incidentId)
  const orgs = plan.orgIds.map((orgId): Sendable => {
    const org = r.organisations.value.get(orgId)
    return { force: { orgId }, refused: org && i ? checkOrg(i, org) : { rejected: 'unknown-org', detail: { org: orgId } } }
  })
  return [...unitsSendable(r, plan.unitIds), ...orgs]
}

function unitsSendable(r: Registers, unitIds: readonly string[]): Sendable[] {
  const read = { get: (kind: string, id: string) => (kind === 'incident' ? r.incidents.value.get(id) : undefined), all: () => [] } as StateReader
  return unitIds.map((id) => {
    const u = r.units.value.get(id)
    const org = u && r.organisations.value.get(u.orgId)
    const refused = org && !org.jurisdiction ? { rejected: 'org-not-permitted', detail: { org: org.shortName } } : checkUnit(u as UnitState | undefined, id, u?.orgId ?? '', read)
    return { force: { unitId: id, orgId: u?.orgId ?? '' }, refused }
  })
}

/** The bar's words from the mirror, and what each plan would do, in words, checked by the server's own rules. */
export function useSentences(r: Registers, current: () => string | null, waiting: () => readonly AlertState[]): { vocabulary: ComputedRef<Vocabulary>; describe(plan: Plan): Preview } {
  const { t, no, pick } = useWords()
  const vocabulary = computed<Vocabulary>(() => ({
    kind: (word) => kindNamed(r.kinds.value.values(), word),
    areaOf: (place) => areaNamed(r.areas.value.values(), place)?.id ?? null,
    units: [...r.units.value.values()],
    organisations: [...r.organisations.value.values()],
    incidents: [...r.incidents.value.values()].filter(isOpen).map((i) => ({ id: i.id, no: i.no, title: titleOf(i, r.kinds.value, pick), place: placeName(i, r.areas.value, pick) })),
    alerts: waiting().map(({ id, incidentId, unitId }) => ({ id, incidentId, unitId })),
    current: current(),
  }))
  const not = (x: { rejected: string; detail?: Record<string, string | number> }): Preview['lines'][number] => ({ text: t('desk.command.say.not', { why: no(x.rejected, x.detail) }), no: true })
  const plain = (text: string, refused: { rejected: string; detail?: Record<string, string | number> } | null = null): Preview =>
    ({ lines: [{ text }, ...(refused ? [not(refused)] : [])], possible: refused === null })

  function describeOrder(plan: Plan & { verb: 'order' }): Preview {
    const i = r.incidents.value.get(plan.incidentId)
    const closed = checkIncident(i as IncidentState | undefined, plan.incidentId)
    const all = sendable(r, plan)
    const can = all.filter((u) => !u.refused)
    const incident = `${r.incidentName(plan.incidentId)} ${i ? placeName(i, r.areas.value, pick) : ''}`
    return {
      possible: !closed && can.length > 0,
      lines: [
        { text: can.length > 0 ? t('desk.command.say.order', { n: can.length, incident }) : t('desk.command.say.orderNone', { incident }) },
        ...(closed ? [not(closed)] : []),
        ...all.map((u) => (u.refused ? { text: t('desk.command.say.unitRefused', { why: no(u.refused.rejected, u.refused.detail) }), no: true } : { text: r.orderName({ orgId: u.force.orgId, unitId: u.force.unitId ?? null }) })),
      ],
    }
  }

  function describe(plan: Plan): Preview {
    switch (plan.verb) {
      case 'report': {
        const kind = r.kinds.value.get(plan.kindId)
        return plain(t('desk.command.say.report', { place: plan.placeText, kind: kind ? pick(kind.name, kind.nameEn) : plan.kindId, p: plan.priority ?? kind?.priority ?? '' }))
      }
      case 'order':
        return describeOrder(plan)
      case 'open':
        return plain(t('desk.command.say.open', { incident: r.incidentName(plan.incidentId) }))
      case 'file':
        return plain(t('desk.command.say.file', { incident: r.incidentName(plan.incidentId) }))
      case 'confirm': {
        const a = r.alerts.value.get(plan.alertId)
        return plain(t('desk.command.say.confirm', { unit: a ? r.orderName(a) : '' }))
      }
      case 'accept': case 'resolve': case 'review': case 'close': {
        const i = r.incidents.value.get(plan.incidentId)
        return plain(t('desk.command.say.move', { verb: t(`desk.verb.${plan.verb}`), incident: r.incidentName(plan.incidentId) }), i ? moveRefused(moveByVerb(plan.verb, i), i) : { rejected: 'unknown-incident' })
      }
      default: {
        const o = r.orders.value.get(plan.orderId)
        const step = ORDER_STEPS.find((s) => s.verb === plan.verb)!
        const unit = r.unitName(plan.unitId)
        const text = 'words' in plan ? t('desk.command.say.said', { unit, verb: t(`desk.verb.${plan.verb}`), words: plan.words }) : t('desk.command.say.step', { unit, verb: t(`desk.verb.${plan.verb}`) })
        const refused = !o ? { rejected: 'unknown-order' } : stepAllowed(step, o) ? null : { rejected: 'order-step-not-allowed', detail: { no: o.no, from: o.status, to: step.to } }
        return plain(text, refused)
      }
    }
  }
  return { vocabulary, describe }
}
