import building from '@mapbox/maki/icons/building.svg?raw'
import caution from '@mapbox/maki/icons/caution.svg?raw'
import charging from '@mapbox/maki/icons/charging-station.svg?raw'
import industry from '@mapbox/maki/icons/industry.svg?raw'
import restaurant from '@mapbox/maki/icons/restaurant.svg?raw'
import car from '@mapbox/maki/icons/car.svg?raw'
import cross from '@mapbox/maki/icons/hospital.svg?raw'
import danger from '@mapbox/maki/icons/danger.svg?raw'
import elevator from '@mapbox/maki/icons/elevator.svg?raw'
import fire from '@mapbox/maki/icons/fire-station.svg?raw'
import heart from '@mapbox/maki/icons/heart.svg?raw'
import heliport from '@mapbox/maki/icons/heliport.svg?raw'
import home from '@mapbox/maki/icons/home.svg?raw'
import police from '@mapbox/maki/icons/police.svg?raw'
import rail from '@mapbox/maki/icons/rail.svg?raw'
import roadAccident from '@mapbox/maki/icons/road-accident.svg?raw'
import roadblock from '@mapbox/maki/icons/roadblock.svg?raw'
import school from '@mapbox/maki/icons/school.svg?raw'
import shop from '@mapbox/maki/icons/shop.svg?raw'
import townHall from '@mapbox/maki/icons/town-hall.svg?raw'
import water from '@mapbox/maki/icons/water.svg?raw'
import dog from '@mapbox/maki/icons/dog-park.svg?raw'
import telephone from '@mapbox/maki/icons/telephone.svg?raw'
import communications from '@mapbox/maki/icons/communications-tower.svg?raw'
import asterisk from '@rapideditor/temaki/icons/asterisk.svg?raw'
import camera from '@rapideditor/temaki/icons/security_camera.svg?raw'
import cliff from '@rapideditor/temaki/icons/cliff_falling_rocks.svg?raw'
import crane from '@rapideditor/temaki/icons/crane.svg?raw'
import electronic from '@rapideditor/temaki/icons/electronic.svg?raw'
import gas from '@rapideditor/temaki/icons/gas.svg?raw'
import hydrant from '@rapideditor/temaki/icons/fire_hydrant.svg?raw'
import manhole from '@rapideditor/temaki/icons/manhole.svg?raw'
import motorcycle from '@rapideditor/temaki/icons/motorcycle.svg?raw'
import officer from '@rapideditor/temaki/icons/police_officer.svg?raw'
import pedestrian from '@rapideditor/temaki/icons/pedestrian.svg?raw'
import power from '@rapideditor/temaki/icons/power.svg?raw'
import radiation from '@rapideditor/temaki/icons/radiation.svg?raw'
import shield from '@rapideditor/temaki/icons/shield.svg?raw'
import social from '@rapideditor/temaki/icons/social_facility.svg?raw'
import speaker from '@rapideditor/temaki/icons/speaker.svg?raw'
import tap from '@rapideditor/temaki/icons/water_tap.svg?raw'
import tools from '@rapideditor/temaki/icons/tools.svg?raw'
import tree from '@rapideditor/temaki/icons/tree_broadleaved.svg?raw'
import truck from '@rapideditor/temaki/icons/truck.svg?raw'

/** Glyphs of Maki and Temaki (both CC0), read from their packages at build. All on a 15-unit grid. */
const SOURCES = {
  building, car, caution, charging, industry, restaurant, cross, danger, elevator, fire, heart, heliport, home, police, rail, roadAccident, roadblock, school, shop,
  townHall, water, dog, telephone, communications, asterisk, camera, cliff, crane, electronic, gas, hydrant, manhole,
  motorcycle, officer, pedestrian,  power, radiation, shield, social, speaker, tap, tools, tree, truck,
}
/** Two that neither set has, drawn by us on the same grid. */
const OURS = {
  people: 'M5 2.6a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM1.4 12.2v-1.8a2.8 2.8 0 0 1 2.8-2.8h1.6c.5 0 1 .1 1.4.4a3.8 3.8 0 0 0-.8 2.4v1.8zM10 2.6a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM7.4 12.2v-1.8a2.8 2.8 0 0 1 2.8-2.8h.6a2.8 2.8 0 0 1 2.8 2.8v1.8z',
  drone: 'M3.2 1.4a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6zM11.8 1.4a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6zM3.2 10a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6zM11.8 10a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6zM2.6 3.8L3.8 2.6L12.4 11.2L11.2 12.4zM11.2 2.6L12.4 3.8L3.8 12.4L2.6 11.2zM7.5 5.3a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4z',
} as const
export type GlyphName = keyof typeof SOURCES | keyof typeof OURS

/** Side of the grid the paths are drawn on. */
export const GLYPH_GRID = 15

/** Path data of an icon file: what its `<path>` elements draw. */
export function pathData(svg: string): string {
  return [...svg.matchAll(/<path[^>]*?\sd="([^"]+)"/g)].map((m) => m[1]!.replace(/&#x[0-9A-Fa-f]+;/g, ' ')).join(' ')
}

export const isGlyph = (name: string): name is GlyphName => name in SOURCES || name in OURS

const paths = new Map<GlyphName, Path2D>()

/** A glyph as a path on the 15-unit grid, to be filled. */
export function glyphPath(name: GlyphName): Path2D {
  let path = paths.get(name)
  if (!path) paths.set(name, (path = new Path2D(name in OURS ? OURS[name as keyof typeof OURS] : pathData(SOURCES[name as keyof typeof SOURCES]))))
  return path
}

/** Fills a glyph centred at a point, `size` pixels wide. */
export function fillGlyph(c: CanvasRenderingContext2D, name: GlyphName, x: number, y: number, size: number): void {
  c.save()
  c.translate(x - size / 2, y - size / 2)
  c.scale(size / GLYPH_GRID, size / GLYPH_GRID)
  c.fill(glyphPath(name))
  c.restore()
}
