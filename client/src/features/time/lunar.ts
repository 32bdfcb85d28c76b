import type { LocalTime } from '@liandong/shared/kernel/time'

/** The lunar date of a district's day: `十月十二` with its leap mark, and the numbers for languages that write them. */
export interface LunarDate {
  text: string
  month: number
  day: number
  leap: boolean
  /** Solar term that begins on this day, or null. */
  term: string | null
}

/** Loads the calendar when first asked for: it is not needed for the first picture. */
export async function lunarOf(t: Pick<LocalTime, 'year' | 'month' | 'day'>): Promise<LunarDate> {
  const { SolarDay } = await import('tyme4ts')
  const solar = SolarDay.fromYmd(t.year, t.month, t.day)
  const lunar = solar.getLunarDay()
  const month = lunar.getLunarMonth()
  const term = solar.getTermDay()
  return {
    text: `${month.getName()}${lunar.getName()}`, month: month.getMonth(), day: lunar.getDay(), leap: month.isLeap(),
    term: term.getDayIndex() === 0 ? term.getName() : null,
  }
}
