import { encode } from 'uqr'

/** A QR code as one SVG path: dark modules as unit squares joined along rows, and the length of a side with its quiet zone. */
export interface QrPath {
  d: string
  side: number
}

/** The quiet zone every reader asks for (ISO/IEC 18004): four modules. */
const QUIET = 4

/** Draws `text` with the medium correction, which survives a reflection on the glass of a screen. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  let d = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x] || row[x - 1]) continue
      let end = x
      while (row[end + 1]) end++
      d += `M${x} ${y}h${end - x + 1}v1H${x}z`
    }
  })
  return { d, side: size }
}
