import { expect, it } from 'vitest'
import { slow } from './slow'

/** The short form of `npm run prove -- slow`. How much slower the others get says more of a busy machine: the long form judges it. */
it('screens that stop reading are cut off at 1 MiB and come back by themselves', async () => {
  const r = await slow({ seed: 11, healthy: 8, frozen: 3, narrow: 2, pairs: 1, phaseMs: 8000 })
  expect(r.faults.filter((f) => !f.includes('beside slow ones'))).toEqual([])
}, 240_000)
