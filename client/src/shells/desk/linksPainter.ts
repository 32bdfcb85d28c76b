import { withAlpha } from '../../map/palette'
import type { Painter } from '../../map/marksLayer'

/** What the desk draws over the situation: a point being placed, and lines from those who would go. WGS-84 degrees. */
export interface Links {
  /** Where they would go. */
  to: { lon: number; lat: number } | null
  /** The words beside a point being placed; null when the target already has its own mark. */
  draft: string | null
  from: { lon: number; lat: number; label: string }[]
}

const ARM = 16
const RING = 11

/** Lines beneath the incidents' marks, the crosshair of a draft above them. */
export function linksPainters(links: () => Links): Painter[] {
  return [
    {
      order: 5,
      paint(c, view, sheet) {
        const { to, from } = links()
        if (!to) return
        const [x, y] = [view.x(to.lon), view.y(to.lat)]
        c.strokeStyle = withAlpha(sheet.colours.ac, 0.7)
        c.lineWidth = 1.2
        for (const f of from) {
          const [fx, fy] = [view.x(f.lon), view.y(f.lat)]
          c.beginPath()
          c.moveTo(fx, fy)
          c.lineTo(x, y)
          c.stroke()
          sheet.labels.push({ lines: [{ text: f.label, size: 13, weight: 500, colour: sheet.colours.i1 }], x: fx, y: fy, gap: 15, rank: 2, sides: ['right', 'left', 'below', 'above'] })
        }
      },
    },
    {
      order: 40,
      paint(c, view, sheet) {
        const { to, draft } = links()
        if (!to || draft === null) return
        const [x, y] = [view.x(to.lon), view.y(to.lat)]
        c.strokeStyle = sheet.colours.ac
        c.lineWidth = 2
        c.beginPath()
        c.arc(x, y, RING, 0, Math.PI * 2)
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
          c.moveTo(x + dx * RING * 0.5, y + dy * RING * 0.5)
          c.lineTo(x + dx * (RING + ARM * 0.5), y + dy * (RING + ARM * 0.5))
        }
        c.stroke()
        sheet.labels.push({ lines: [{ text: draft, size: 15, weight: 700, colour: sheet.colours.i1 }], x, y, gap: RING + ARM * 0.6, rank: 0, sides: ['right', 'left', 'above', 'below'] })
      },
    },
  ]
}
