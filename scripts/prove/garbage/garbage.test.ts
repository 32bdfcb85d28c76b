import { expect, it } from 'vitest'
import { BUGS } from './bugs'
import { garbage } from './garbage'

/** The short form of `npm run prove -- garbage`. */
it('garbage makes the server neither fall nor grow nor hang, and a screen beside it does not notice', async () => {
  const r = await garbage({ seed: 11, packets: 1000 })
  expect(r.faults).toEqual([])
  expect(r.packets).toBeGreaterThanOrEqual(1000)
  expect(r.witness.commands).toBeGreaterThan(3)
}, 240_000)

it.each(BUGS.filter((b) => !b.what.includes('keeps')))('would, and this says so, with $what', async ({ what, server, says }) => {
  // Where answers never come, each one is waited for.
  const packets = what.includes('wrong number') ? 12 : 40
  expect((await garbage({ seed: 11, packets, server })).faults.join('\n')).toMatch(says)
}, 240_000)
