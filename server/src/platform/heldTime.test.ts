import { describe, expect, it } from 'vitest'
import { heldTime } from './heldTime'

function machine() {
  const t = { wall: 1_000_000, mono: 0 }
  return { t, real: { wall: () => t.wall, monotonic: () => t.mono, timer: () => () => undefined }, pass(ms: number) { t.wall += ms; t.mono += ms } }
}

describe('time that is held', () => {
  it('runs on when the machine’s clock steps an hour forward, and says so at once and from time to time', () => {
    const m = machine()
    const steps: number[] = []
    const held = heldTime(m.real, (ms) => steps.push(ms))
    m.pass(1000)
    m.t.wall += 3_600_000
    expect(held.wall()).toBe(1_001_000)
    m.pass(1000)
    expect(held.wall()).toBe(1_002_000)
    expect(steps).toEqual([3_600_000])
    m.pass(10_000)
    held.wall()
    expect(steps).toHaveLength(2)
    m.t.wall -= 3_600_000
    m.pass(20_000)
    held.wall()
    expect(steps).toHaveLength(2)
  })

  it('begins from the database’s clock where the machine’s is an hour off, and says so', () => {
    const m = machine()
    const steps: number[] = []
    const held = heldTime(m.real, (ms) => steps.push(ms))
    held.begin(m.t.wall - 1500)
    expect([held.wall(), steps.length]).toEqual([1_000_000, 0])
    held.begin(m.t.wall - 3_600_000)
    expect([held.wall(), steps]).toEqual([1_000_000 - 3_600_000, [3_600_000]])
    m.pass(1000)
    expect(held.wall()).toBe(1_001_000 - 3_600_000)
  })

  it('never runs backwards when the clock steps back', () => {
    const m = machine()
    const held = heldTime(m.real, () => undefined)
    const before = held.wall()
    m.t.wall -= 3_600_000
    m.pass(10)
    expect(held.wall()).toBeGreaterThan(before)
  })

  it('follows a small correction slowly', () => {
    const m = machine()
    const held = heldTime(m.real, () => { throw new Error('a slew is not a step') })
    m.t.wall += 500
    for (let i = 0; i < 100; i++) { m.pass(1000); held.wall() }
    expect(held.wall() - m.t.mono - 1_000_000).toBeCloseTo(50, 0)
  })
})
