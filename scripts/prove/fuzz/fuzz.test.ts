import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { BUGS } from './bugs'
import { fuzz } from './fuzz'

/** The short form of `npm run prove -- fuzz`. */
const folder = mkdtempSync(join(tmpdir(), 'liandong-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('no door answers what its schema does not say, hangs or falls over', async () => {
  const r = await fuzz({ folder, seed: 11, casesPerRoute: 20 })
  expect(r.faults).toEqual([])
  expect(r.cases).toBe(20 * r.routes)
}, 240_000)

it('would not, and this says so, with a bug in a door', async () => {
  const r = await fuzz({ folder, seed: 11, casesPerRoute: 60, bugs: true })
  expect(Object.keys(BUGS).filter((url) => !r.faults.some((f) => f.url === url))).toEqual([])
}, 240_000)
