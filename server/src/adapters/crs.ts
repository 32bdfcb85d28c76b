import gcoord from 'gcoord'
import type { Source } from '@liandong/shared/unit/contract'
import type { Fix } from '@liandong/shared/wire/fix'

/**
 * A fix in WGS-84. GCJ-02 is the offset system of mainland Chinese maps (560–600 m in Jinhua); gcoord inverts it
 * by iteration and leaves points outside China alone.
 */
export function toWgs84(fix: Fix, crs: Source['crs']): Fix {
  if (crs === 'wgs84') return fix
  const [lon, lat] = gcoord.transform([fix.lon, fix.lat], gcoord.GCJ02, gcoord.WGS84)
  return { ...fix, lon, lat }
}
