import { afterEach, describe, expect, it } from 'vitest'
import { diceOf } from '../../../server/src/features/demo/dice'
import { mountsHere } from '../rig/disk'
import { CutMachine } from './round'

/** The short form of `npm run prove -- powercut`: one disk, cut while it starts and while it writes, and the bug that must show. */
describe.runIf(mountsHere())('a power cut', () => {
  let machine: CutMachine | null = null
  afterEach(async () => {
    await machine?.remove()
    machine = null
  })

  it('loses nothing acknowledged and needs no help, and a database that acknowledges too early is caught', async () => {
    machine = await CutMachine.make(null, diceOf(7), 'short')
    const first = await machine.cutFirstStart()
    expect(first).toMatchObject({ faults: [] })
    const writing = await machine.cutWriting(3000)
    expect(writing).toMatchObject({ faults: [], lost: 0 })
    expect(writing.acknowledged).toBeGreaterThan(5)
    expect(first.markLost || writing.markLost).toBe(true)
    const early = await machine.cutWriting(2500, true)
    expect(early.lost).toBeGreaterThan(0)
  }, 150_000)
})
