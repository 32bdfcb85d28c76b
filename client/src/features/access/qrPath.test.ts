import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { qrPath } from './qrPath'

const URI = 'otpauth://totp/Liandong:zhang.wei?issuer=Liandong&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30'

it('draws each dark module once and no light one', () => {
  const { d, side } = qrPath(URI)
  const dark = Array.from({ length: side }, () => Array<number>(side).fill(0))
  for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) for (let i = 0; i < Number(width); i++) dark[Number(y)]![Number(x) + i]!++
  const { data } = encode(URI, { ecc: 'M', border: 4 })
  expect(dark).toEqual(data.map((row) => row.map(Number)))
})

it('keeps the quiet zone round it', () => {
  const { d, side } = qrPath(URI)
  for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(4)
    expect(Number(y)).toBeGreaterThanOrEqual(4)
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(side - 4)
    expect(Number(y)).toBeLessThan(side - 4)
  }
})
