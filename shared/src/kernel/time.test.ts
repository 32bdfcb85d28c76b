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

  it('reads the platform’s own clock whatever was asked before, across minutes, changes of time and odd old offsets', () => {
    const asked: [number, string][] = [
      [Date.UTC(2026, 10, 20, 4, 0, 59, 999), 'Asia/Shanghai'], [Date.UTC(2026, 10, 20, 4, 1), 'Asia/Shanghai'], [Date.UTC(2026, 10, 20, 4, 0, 7), 'Asia/Shanghai'],
      [Date.UTC(2026, 2, 8, 9, 59, 59), 'America/Los_Angeles'], [Date.UTC(2026, 2, 8, 10), 'America/Los_Angeles'], [Date.UTC(2026, 2, 8, 10), 'Asia/Kathmandu'],
      // Local mean time: +08:05:43, until 1901.
      [Date.UTC(1900, 5, 1, 12, 0, 30), 'Asia/Shanghai'], [Date.UTC(1900, 5, 1, 12, 0, 3), 'Asia/Shanghai'], [-1, 'Asia/Shanghai'],
    ]
    for (const [at, zone] of asked) {
      const text = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
      const t = localTime(at, zone)
      const two = (n: number) => String(n).padStart(2, '0')
      expect(`${two(t.day)}/${two(t.month)}/${t.year}, ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`).toBe(text)
    }
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
