import type { Source } from '@liandong/shared/unit/contract'

const radio = { fallback: '电台报位', fallbackEn: 'Positions by radio' }
const periodic = (name: string, nameEn: string, withinS: number, lostS: number, maxSpeedKmh: number): Source => ({
  name, nameEn, contract: 'periodic', withinMs: withinS * 1000, lostAfterMs: lostS * 1000, maxSpeedKmh, crs: 'wgs84', ...radio,
})

/** Position feeds and how often they promise to speak (made up, in the order of what such feeds do). */
export const sources = (): Record<string, Source> => ({
  'police-gps': periodic('公安定位', 'Police positions', 30, 300, 200),
  'fire-jt808': periodic('消防定位 JT/T 808', 'Fire positions JT/T 808', 30, 300, 160),
  'ems-gps': periodic('急救定位', 'Ambulance positions', 30, 300, 180),
  'law-gps': periodic('综合执法定位', 'Law enforcement positions', 60, 600, 160),
  'repair-gps': periodic('抢修定位', 'Repair positions', 60, 600, 160),
  'volunteer-app': periodic('志愿者 App', 'Volunteer app', 120, 900, 120),
})
