import type { OrganisationState } from '@liandong/shared/org/contract'
import { clockText, dayOf, localTime } from '@liandong/shared/kernel/time'
import { elapsedText, remainingText } from '../../kit/durations'
import type { Words } from '../../messages/words'
import type { Consequence, NextDeadline } from './deadline'

/** Whose deadline it is: the organisation's short name, or the centre. */
export function deadlineWho(d: NextDeadline, orgs: ReadonlyMap<string, OrganisationState>, w: Words): string {
  if (!d.order) return w.t('wall.list.centre')
  const org = orgs.get(d.order.orgId)
  return org ? w.pick(org.shortName, org.nameEn) : d.order.orgId
}

/** What the deadline waits for. */
export function stageWord(d: NextDeadline, w: Words): string {
  return d.stage === 'register' || d.stage === 'dispatch' || d.stage === 'review' ? w.t(`wall.stage.${d.stage}`) : w.word('orderStage', d.stage)
}

const FAR_MS = 6 * 3_600_000

/** Time left, or the time of day where the deadline is more than six hours off: relative near now, absolute when far. */
export function leftText(dueAt: number, now: number, zone: string, w: Words, brief = false): string {
  if (dueAt - now < FAR_MS) return remainingText(dueAt - now)
  const time = clockText(dueAt, zone, false)
  if (dayOf(dueAt, zone) === dayOf(now, zone)) return time
  if (dayOf(dueAt, zone) === dayOf(now + 86_400_000, zone)) return w.t(brief ? 'common.tomorrowShort' : 'common.tomorrow', { time })
  const { month, day } = localTime(dueAt, zone)
  return brief ? w.t('common.dayAtShort', { day, time }) : w.t('common.dayAt', { month, day, time })
}

/** The sentence beside a passed deadline. */
export function consequenceText(c: Consequence, now: number, zone: string, w: Words): string {
  switch (c.kind) {
    case 'next':
      return c.at > now ? w.t('wall.then.next', { time: elapsedText(Math.ceil((c.at - now) / 1000) * 1000), whom: w.word('post', c.whom) }) : w.t('wall.then.soon', { whom: w.word('post', c.whom) })
    case 'taken':
      return w.t('wall.then.taken', { by: w.word('post', c.by), time: clockText(c.at, zone) })
    case 'ended':
      return w.t('wall.then.ended', { whom: w.word('post', c.whom) })
    case 'none':
      return w.t('wall.then.none')
  }
}
