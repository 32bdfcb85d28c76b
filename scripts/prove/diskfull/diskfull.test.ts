import { describe, expect, it } from 'vitest'
import { mountsHere } from '../rig/disk'
import { fillUp } from './round'

/** The short form of `npm run prove -- diskfull`: a disk that fills up under the server and is full again before the next start, and the bug that must show. */
describe.runIf(mountsHere())('a full disk', () => {
  it('refuses, goes on showing, says so, recovers by itself, and is named when the next start meets it', async () => {
    const r = await fillUp('tables', 1500, 'short')
    expect(r).toMatchObject({ faults: [], lost: 0 })
    expect(r.refused).toBeGreaterThan(0)
  }, 150_000)

  it('is lied about by a door that counts a failed commit as done, and that is caught', async () => {
    expect((await fillUp('tables', 1000, 'bug', true)).lost).toBeGreaterThan(0)
  }, 150_000)
})
