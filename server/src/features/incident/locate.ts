import { inPolygon, type Ring } from '@liandong/shared/kernel/geo'

export interface Cell {
  id: string
  polygons: Ring[][]
}

/** The area cells of a pack's map layer (GeoJSON, WGS-84; each feature has `properties.id`). */
export function readCells(geojson: unknown): Cell[] {
  const features = (geojson as { features?: { properties?: { id?: string }; geometry?: { type: string; coordinates: unknown } }[] }).features ?? []
  return features.flatMap((f) => {
    const id = f.properties?.id
    if (!id || !f.geometry) return []
    const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates
    return [{ id, polygons: polygons as Ring[][] }]
  })
}

/** The area a point lies in, or null outside all of them. */
export function areaAt(cells: readonly Cell[], lon: number, lat: number): string | null {
  for (const c of cells) if (c.polygons.some((rings) => inPolygon({ lon, lat }, rings))) return c.id
  return null
}
