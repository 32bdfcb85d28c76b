import gcoord from 'gcoord'
import { expect, it } from 'vitest'
import { distanceM } from '@liandong/shared/kernel/geo'
import { toWgs84 } from './crs'

const fix = (lon: number, lat: number) => ({ device: 'd', at: 0, lon, lat })

it('converts GCJ-02 to within a decimetre, there and back', () => {
  // Label centre of Wucheng: GCJ-02 and WGS-84.
  const out = toWgs84(fix(119.652579, 29.082607), 'gcj02')
  expect(distanceM(out, { lon: 119.647873, lat: 29.085577 })).toBeLessThan(0.5)
  const [lon, lat] = gcoord.transform([out.lon, out.lat], gcoord.WGS84, gcoord.GCJ02)
  expect(distanceM({ lon, lat }, { lon: 119.652579, lat: 29.082607 })).toBeLessThan(0.1)
})

it('leaves WGS-84 and places outside China alone', () => {
  expect(toWgs84(fix(119.65, 29.08), 'wgs84')).toEqual(fix(119.65, 29.08))
  expect(toWgs84(fix(-122.42, 37.77), 'gcj02')).toEqual(fix(-122.42, 37.77))
})
