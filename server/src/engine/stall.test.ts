import { expect, it } from 'vitest'
import { watchStall } from './stall'

it('says that commands wait only while they wait and none is written', () => {
  const engine = { depth: 0, position: 5 }
  let now = 0
  const said: number[] = []
  const look = watchStall(engine, () => now, (ms) => said.push(ms))
  const pass = (seconds: number) => { for (let i = 0; i < seconds; i++) { now += 1000; look() } }
  pass(10)
  engine.depth = 3
  pass(3)
  expect(said).toEqual([])
  pass(2)
  expect(said).toEqual([4000, 5000])
  engine.position = 6
  pass(3)
  expect(said).toHaveLength(2)
})
