import { expect, it } from 'vitest'
import { LEVELS, surge } from './surge'

/** The short form of `npm run prove -- surge`: three of its levels; the planted bug needs the long form's last one. */
it('however many positions come, acknowledgements and alerts stay within 2 s', async () => {
  const r = await surge({ seed: 11, levelMs: 3000, levels: [LEVELS[0]!, LEVELS[2]!, LEVELS[4]!] })
  expect(r.faults).toEqual([])
  expect(r.curve[0]!.taken).toBeGreaterThan(0)
}, 240_000)
