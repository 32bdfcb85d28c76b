import { shallowRef, type ShallowRef } from 'vue'
import { emptyDraft } from '../../features/incident/desk/draft'
import { useWords } from '../../messages/words'
import type { Acts } from './useActs'
import type { Ask } from './useAsk'
import type { Work } from './useWork'

export interface Reporting {
  /** What kept the form from being sent, after a try. */
  missing: Readonly<ShallowRef<'place' | 'kind' | null>>
  /** Registers the draft and, if wished, accepts it and sends the ticked units, one step after the other. */
  submit(andAccept: boolean): Promise<void>
  askClear(): void
  /** Sends the ticked units: to the chosen incident, or with the report being written. */
  send(): Promise<void>
}

/** From the form to the first orders. The draft empties only when the door has the report. */
export function useReporting(work: Work, acts: Acts, put: (a: Ask) => void): Reporting {
  const { t } = useWords()
  const missing = shallowRef<'place' | 'kind' | null>(null)
  const ticked = () => work.dispatch.chosen.value.map((c) => ({ unitId: c.unit.id, orgId: c.unit.orgId }))

  async function submit(andAccept: boolean): Promise<void> {
    const units = andAccept ? ticked() : []
    const made = await acts.report(work.draft)
    missing.value = made && 'missing' in made ? made.missing : null
    if (!made || 'missing' in made) return
    Object.assign(work.draft, emptyDraft())
    work.dispatch.forget()
    work.openIncident(made.incidentId, andAccept && units.length === 0 ? 'dispatch' : 'queue')
    if (andAccept && await acts.accept(made.incidentId)) await acts.order(made.incidentId, units)
  }
  return {
    missing, submit,
    askClear() {
      put({ title: t('desk.form.clearSure'), note: t('desk.form.clearConsequence'), verb: t('desk.form.clear'), needs: 'nothing', run: () => { work.clear(); work.go('form') } })
    },
    async send() {
      if (work.mode.value === 'form') return submit(true)
      const units = ticked()
      if (!work.incident.value || !work.orderable.value || units.length === 0) return
      await acts.order(work.incident.value.id, units)
      work.dispatch.forget()
    },
  }
}
