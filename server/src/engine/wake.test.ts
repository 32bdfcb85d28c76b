import { expect, it } from 'vitest'
import { memoryBus } from '../platform/busMemory'
import { silentLog } from '../platform/log'
import { followOthers } from './wake'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** An engine's outside at position 7, whose database may be away. */
function follower(catchUp: () => Promise<void> = () => Promise.resolve()) {
  const bus = memoryBus(silentLog())
  const troubles: string[] = []
  let caught = 0
  let committed: (c: { to: number }) => void = () => undefined
  const engine = {
    position: 7,
    catchUp: () => { caught++; return catchUp() },
    onCommitted: (fn: typeof committed) => { committed = fn; return () => { committed = () => undefined } },
  }
  const follow = followOthers({ engine, bus, trouble: (cause) => troubles.push(cause) })
  return { bus, troubles, follow, caught: () => caught, commit: (to: number) => { engine.position = to; committed({ to }) } }
}

it('catches up when another node is ahead, and not for its own commits', async () => {
  const f = follower()
  f.commit(8)
  await turn()
  expect(f.caught()).toBe(0)
  f.bus.publish('log', Buffer.from('9'))
  await turn()
  expect(f.caught()).toBe(1)
})

it('outlives a database that is away at a wake-up or a poll', async () => {
  const f = follower(() => Promise.reject(new Error('away')))
  f.bus.publish('log', Buffer.from('9'))
  f.follow.poll()
  await turn()
  expect(f.troubles).toEqual(['Error: away', 'Error: away'])
})
