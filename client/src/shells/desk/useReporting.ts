import { reactive, shallowRef, type ShallowRef } from 'vue'
import { emptyDraft } from '../../features/incident/desk/draft'
import { contactBody, emptyCaller, sealContact, tooShort, type CallerTyped } from '../../features/seal/caller'
import { sendJson } from '../../live/sendJson'
import { useWords } from '../../messages/words'
import type { Acts } from './useActs'
import type { Ask } from './useAsk'
import type { Notice } from './useNotices'
import type { Work } from './useWork'

export interface Reporting {
  /** Who called, as typed beside the draft: in memory only. */
  caller: CallerTyped
  /** What kept the form from being sent, after a try. */
  missing: Readonly<ShallowRef<'place' | 'kind' | null>>
  /** Registers the draft and, if wished, accepts it and sends the ticked units, one step after the other. */
  submit(andAccept: boolean): Promise<void>
  askClear(): void
  /** Sends the ticked units: to the chosen incident, or with the report being written. */
  send(): Promise<void>
}

/** From the form to the first orders. The draft empties only when the door has the report. */
export function useReporting(work: Work, acts: Acts, put: (a: Ask) => void, say: (n: Omit<Notice, 'id'>) => number): Reporting {
  const { t, no } = useWords()
  const caller = reactive(emptyCaller())
  const missing = shallowRef<'place' | 'kind' | null>(null)
  const ticked = () => work.dispatch.chosen.value.map((c) => ({ unitId: c.unit.id, orgId: c.unit.orgId }))

  async function submit(andAccept: boolean): Promise<void> {
    const units = andAccept ? ticked() : []
    const { contact, name } = caller
    const made = await acts.report(work.draft)
    missing.value = made && 'missing' in made ? made.missing : null
    if (!made || 'missing' in made) return
    Object.assign(work.draft, emptyDraft())
    // Out of the form at once: the next caller is somebody else.
    Object.assign(caller, emptyCaller())
    void seal(made, { contact, name })
    work.dispatch.forget()
    work.openIncident(made.incidentId, andAccept && units.length === 0 ? 'dispatch' : 'queue')
    if (andAccept && await acts.accept(made.incidentId)) await acts.order(made.incidentId, units)
  }
  /** Seals who called about a report that is in. What doesn't arrive waits in its notice, in memory, until it is sent again or dismissed. */
  async function seal(made: { incidentId: string; no: string }, typed: CallerTyped): Promise<void> {
    const body = contactBody(typed)
    if (!body) {
      if (tooShort(typed)) say({ tone: 'refused', text: t('seal.unsentWhy', { no: made.no, why: t('seal.short') }) })
      return
    }
    try {
      await sealContact((path, b) => sendJson('POST', path, b), made.incidentId, body)
    } catch (e) {
      const { code, status, detail } = e as { code?: string; status?: number; detail?: Record<string, string | number> }
      const again = { name: t('desk.notice.retry'), run: () => void seal(made, typed) }
      if (status !== undefined && status >= 400 && status < 500) say({ tone: 'refused', text: t('seal.unsentWhy', { no: made.no, why: no(code ?? '', detail) }), code: code ?? '' })
      else say({ tone: 'fault', text: t('seal.unsent', { no: made.no }), code: code ?? '', act: again })
    }
  }
  return {
    missing, submit, caller,
    askClear() {
      put({ title: t('desk.form.clearSure'), note: t('desk.form.clearConsequence'), verb: t('desk.form.clear'), needs: 'nothing', run: () => { Object.assign(caller, emptyCaller()); work.clear(); work.go('form') } })
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
