import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodePositions } from './decode'

const sample = readFileSync(new URL('samples/batch.json', import.meta.url), 'utf8')
const one = { device: 'd', at: 1_795_420_800_000, lon: 119, lat: 29 }
const batch = (...positions: unknown[]) => JSON.stringify({ positions })

it('reads a batch', () => {
  expect(decodePositions(sample)).toEqual({ fixes: (JSON.parse(sample) as { positions: unknown[] }).positions, malformed: [] })
})

it.each([
  ['not JSON', '{'],
  ['no positions', '{}'],
  ['nothing in it', batch()],
  ['more than 2,000', batch(...Array<unknown>(2001).fill(one))],
  ['an unknown field beside the positions', JSON.stringify({ positions: [one], source: 'x' })],
  ['a list', '[]'],
])('refuses %s', (_what, text) => expect(decodePositions(text)).toHaveProperty('refused.why'))

it.each([
  ['an unknown field', { ...one, colour: 'red' }],
  ['no device', { ...one, device: undefined }],
  ['a device of spaces', { ...one, device: ' ' }],
  ['text for a number', { ...one, lat: '29' }],
  ['year 1970', { ...one, at: 0 }],
  ['year 2101', { ...one, at: 4_133_980_800_000 }],
  ['negative speed', { ...one, speedKmh: -1 }],
  ['null', null],
])('counts %s as malformed and takes the good ones beside it', (_what, bad) => {
  const out = decodePositions(batch(bad, one))
  expect(out).toMatchObject({ fixes: [one] })
  expect('malformed' in out && out.malformed.length).toBe(1)
})

it('leaves a place off the map to the judge of positions', () => {
  expect(decodePositions(batch({ ...one, lat: 91 }))).toMatchObject({ fixes: [{ lat: 91 }], malformed: [] })
})
