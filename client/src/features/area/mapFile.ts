import type { District } from '@liandong/shared/kernel/district'

/** What a map file holds: GeoJSON of lines and polygons in WGS-84. */
export interface MapFile {
  features: MapFeature[]
}
export interface MapFeature {
  properties: Record<string, unknown> | null
  geometry: { type: string; coordinates: unknown } | null
}

export interface DistrictMap {
  district: District
  /** Layer id → its file; one that isn't there is absent. */
  layers: Partial<Record<LayerId, MapFile>>
  /** What made-up or sketched layers say of themselves, in both languages. */
  labels: { zh: string; en: string }[]
}
export type LayerId = District['layers'][number]['id']

export interface DistrictAnswer {
  district: District
  layers: { id: LayerId; url: string; label?: string; labelEn?: string; demoOnly: boolean }[]
}

/**
 * Fetches the district's own words and its map files. Layers of the demonstration come only while it runs.
 * A missing file leaves its layer out; throws when the district itself can't be read.
 */
export async function loadDistrictMap(read: <T>(path: string) => Promise<T>, file: (url: string) => Promise<MapFile>, demo: boolean): Promise<DistrictMap> {
  const { district, layers } = await read<DistrictAnswer>('district')
  const wanted = layers.filter((l) => demo || !l.demoOnly)
  const files = await Promise.all(wanted.map(async (l) => [l.id, await file(l.url).catch(() => null)] as const))
  return {
    district,
    layers: Object.fromEntries(files.filter(([, f]) => f !== null)),
    labels: wanted.flatMap((l) => (l.label ? [{ zh: l.label, en: l.labelEn ?? l.label }] : [])),
  }
}
