import { join } from 'node:path'
import { expect, it } from 'vitest'
import { planted } from '../rig/planted'
import { storm } from './storm'

/** The short form of `npm run prove -- storm`. How long the loop stands still says more of a busy machine: the long form judges it. */
const judged = (faults: string[]) => faults.filter((f) => !f.includes('stood still'))

it('screens whose server was killed hold its picture again within 10 s of its return', async () => {
  const r = await storm({ seed: 11, clients: 60 })
  expect(judged(r.faults)).toEqual([])
  expect(r.waves.every((w) => w.commands.count > 0)).toBe(true)
}, 240_000)

it('would not be spared, and this says so, if a picture were encoded for each screen', async () => {
  const r = await storm({ seed: 11, clients: 100, server: planted(join(import.meta.dirname, 'withoutCache.ts')) })
  expect(r.faults.join('\n')).toContain('pictures were encoded')
}, 240_000)
