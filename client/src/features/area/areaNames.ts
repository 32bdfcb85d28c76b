import type { AreaState } from '@liandong/shared/area/contract'
import type { Painter } from '../../map/marksLayer'
import type { MapSizes } from '../../map/sizes'

/** Far out a seat with a count needs no name; nearer all are named. */
const COUNTS_BELOW = 11.5

/** Names of townships at their seats: a dot and a quiet word. An estimated seat has a hollow dot. */
export function areaNames(areas: () => Iterable<AreaState>, sizes: () => MapSizes, name: (a: AreaState) => string): Painter {
  return {
    order: 8,
    paint(c, view, sheet) {
      const s = sizes()
      for (const a of areas()) {
        if (a.level !== 'township') continue
        const counted = sheet.anchors.has(`area:${a.id}`)
        if (counted && view.zoom < COUNTS_BELOW) continue
        const x = view.x(a.lon)
        const y = view.y(a.lat)
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue
        const covered = sheet.obstacles.some((b) => x > b.left && x < b.right && y > b.top && y < b.bottom)
        if (!counted && !covered) {
          c.beginPath()
          c.arc(x, y, s.dot, 0, 2 * Math.PI)
          if (a.approximate) {
            c.strokeStyle = sheet.colours.i3
            c.lineWidth = Math.max(1, s.dot * 0.5)
            c.stroke()
          } else {
            c.fillStyle = sheet.colours.i3
            c.fill()
          }
        }
        sheet.labels.push({
          lines: [{ text: name(a), size: s.labelSmall, weight: 400, colour: sheet.colours.i3 }],
          x, y, gap: counted ? s.count * 1.2 : s.dot + s.labelSmall * 0.35, rank: 9, sides: ['right', 'left', 'below', 'above'],
        })
      }
    },
  }
}
