import { describe, expect, it } from 'vitest'
import { clockText, dayOf, instantOf, localTime, offsetMs, startOfDay } from './time'

const H = 3_600_000

describe('calendar words mean the district’s zone', () => {
  it('a day in Shanghai begins at 16:00 UTC', () => {
    expect(dayOf(Date.UTC(2026, 10, 20, 15, 59), 'Asia/Shanghai')).toBe('20261120')
    expect(dayOf(Date.UTC(2026, 10, 20, 16, 0), 'Asia/Shanghai')).toBe('20261121')
    expect(startOfDay(Date.UTC(2026, 10, 20, 20), 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 20, 16))
    expect(localTime(Date.UTC(2026, 10, 20, 13, 46, 8), 'Asia/Shanghai')).toEqual({ year: 2026, month: 11, day: 20, hour: 21, minute: 46, second: 8, weekday: 5 })
    expect(clockText(Date.UTC(2026, 10, 20, 13, 46, 8), 'Asia/Shanghai')).toBe('21:46:08')
  })

  it('a day across a daylight-saving change has 23 or 25 hours', () => {
    const zone = 'America/Los_Angeles'
    const length = (y: number, m: number, d: number) => (instantOf(y, m, d + 1, 0, 0, zone) - instantOf(y, m, d, 0, 0, zone)) / H
    expect([length(2026, 3, 7), length(2026, 3, 8), length(2026, 10, 31), length(2026, 11, 1)]).toEqual([24, 23, 24, 25])
  })

  it('a time in the spring gap is the later one, in the autumn overlap the earlier one', () => {
    const zone = 'America/Los_Angeles'
    expect(localTime(instantOf(2026, 3, 8, 2, 30, zone), zone)).toMatchObject({ hour: 3, minute: 30 })
    expect(instantOf(2026, 11, 1, 1, 30, zone)).toBe(Date.UTC(2026, 10, 1, 8, 30))
  })

  it('agrees with the platform’s own calendar over ten years of days', () => {
    for (let t = Date.UTC(2020, 0, 1, 5, 7, 9); t < Date.UTC(2030, 0, 1); t += 86_400_000 * 3.37) {
      for (const zone of ['Asia/Shanghai', 'America/Los_Angeles', 'Asia/Kathmandu']) {
        const l = localTime(t, zone)
        expect(Date.UTC(l.year, l.month - 1, l.day, l.hour, l.minute, l.second)).toBe(Math.floor(t / 1000) * 1000 + offsetMs(t, zone))
      }
    }
  })
})
