import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bus } from './bus'
import { memoryBus } from './busMemory'
import { reconnectDelay, redisBus } from './busRedis'
import { silentLog } from './log'
import { redisHere, redisServer, type RedisServer } from './testing/redisServer'

const withRedis = redisHere()
const bytes = (...n: number[]) => Uint8Array.from(n)
const opened: Bus[] = []
let redis: RedisServer

beforeAll(async () => {
  if (!withRedis) return
  redis = await redisServer()
  await redis.start()
})
afterAll(async () => redis?.kill())
afterEach(async () => {
  await Promise.all(opened.splice(0).map((bus) => bus.close()))
})

/** A bus over Redis that is closed after the test; waits until it reaches others, unless told that it can't. */
async function node(url = redis.url, up = true): Promise<Bus> {
  const bus = redisBus({ url, log: silentLog() })
  opened.push(bus)
  if (up) await expect.poll(() => bus.state()).toBe('up')
  return bus
}

/** Publishes until something arrives: a subscription at Redis takes effect a moment after it was asked for. */
async function heardFrom(from: Bus, topic: string, heard: unknown[]): Promise<void> {
  await expect.poll(() => {
    from.publish(topic, bytes(1))
    return heard.length
  }, { timeout: 15_000 }).toBeGreaterThan(0)
}

const TWINS: [string, boolean, () => Promise<Bus>][] = [
  ['in memory', true, () => Promise.resolve(memoryBus(silentLog()))],
  ['over Redis', withRedis, () => node()],
]

for (const [name, here, open] of TWINS) {
  describe.runIf(here)(`the bus ${name}`, () => {
    it('delivers in order, later, to those of its topic', async () => {
      const bus = await open()
      const heard: number[][] = []
      bus.subscribe('a', (m) => heard.push([...m]))
      bus.subscribe('b', () => heard.push([99]))
      for (let i = 0; i < 100; i++) bus.publish('a', bytes(i, 0, 255))
      expect(heard).toEqual([])
      await expect.poll(() => heard.length).toBe(100)
      expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => [i, 0, 255]))
      bus.publish('a', bytes())
      await expect.poll(() => heard.length).toBe(101)
      expect(heard[100]).toEqual([])
    })

    it('lets a subscriber leave, subscribe twice and fail without harm to others', async () => {
      const bus = await open()
      const heard: string[] = []
      const twice = () => void heard.push('twice')
      const leave = bus.subscribe('a', twice)
      bus.subscribe('a', twice)
      bus.subscribe('a', () => { throw new Error('mine alone') })
      bus.subscribe('a', () => heard.push('last'))
      bus.publish('a', bytes(1))
      await expect.poll(() => heard).toEqual(['twice', 'twice', 'last'])
      leave()
      leave()
      bus.publish('a', bytes(2))
      await expect.poll(() => heard.slice(3)).toEqual(['twice', 'last'])
    })

    it('keeps the newest of each field', async () => {
      const bus = await open()
      const hash = `positions-${name}`
      expect(await bus.kept('nothing')).toEqual(new Map())
      bus.keep(hash, { u1: bytes(1), u2: bytes(2) })
      bus.keep(hash, { u1: bytes(0, 200, 255) })
      await expect.poll(async () => [...(await bus.kept(hash))].map(([k, v]) => [k, [...v]]).sort()).toEqual([['u1', [0, 200, 255]], ['u2', [2]]])
    })

    it('is quiet after its close', async () => {
      const bus = await open()
      const heard: unknown[] = []
      bus.subscribe('a', (m) => heard.push(m))
      expect(bus.state()).toBe('up')
      await bus.close()
      await bus.close()
      bus.publish('a', bytes(1))
      bus.keep('h', { f: bytes(1) })
      bus.subscribe('b', () => {})
      await new Promise((resolve) => setImmediate(resolve))
      expect([bus.state(), heard]).toEqual(['down', []])
    })
  })
}

describe.runIf(withRedis)('several nodes over Redis', () => {
  it('hear each other, and themselves once', async () => {
    const [a, b] = [await node(), await node()]
    const [atA, atB]: number[][] = [[], []]
    b.subscribe('warm', () => atB!.push(0))
    await heardFrom(a, 'warm', atB!)
    a.subscribe('t', (m) => atA!.push(m[0]!))
    b.subscribe('t', (m) => atB!.push(m[0]!))
    await expect.poll(() => {
      a.publish('t', bytes(1))
      return atB!.includes(1)
    }).toBe(true)
    atA!.length = atB!.length = 0
    for (let i = 10; i < 60; i++) a.publish('t', bytes(i))
    const expected = Array.from({ length: 50 }, (_, i) => i + 10)
    await expect.poll(() => atB!.filter((n) => n >= 10)).toEqual(expected)
    expect(atA!.filter((n) => n >= 10)).toEqual(expected)
    a.keep('shared', { u: bytes(7) })
    await expect.poll(async () => (await b.kept('shared')).get('u')?.[0]).toBe(7)
  })

  it('go on alone while Redis is away and find each other again', async () => {
    const own = await redisServer()
    await own.start()
    try {
      const [a, b] = [await node(own.url), await node(own.url)]
      const [atA, atB]: Uint8Array[][] = [[], []]
      a.subscribe('t', (m) => atA!.push(m))
      b.subscribe('t', (m) => atB!.push(m))
      await heardFrom(a, 't', atB!)
      let returns = 0
      a.onUp(() => returns++)
      await own.kill()
      await expect.poll(() => [a.state(), b.state()]).toEqual(['down', 'down'])
      atA!.length = atB!.length = 0
      for (let i = 0; i < 5000; i++) a.publish('t', bytes(i & 255))
      a.keep('pos', { u: bytes(1) })
      a.keep('pos', { u: bytes(2) })
      expect(await a.kept('pos')).toEqual(new Map())
      await expect.poll(() => atA!.length).toBe(5000)
      await own.start()
      await expect.poll(() => [a.state(), b.state()], { timeout: 15_000 }).toEqual(['up', 'up'])
      await expect.poll(() => returns).toBeGreaterThan(0)
      await heardFrom(a, 't', atB!)
      await expect.poll(async () => [...((await b.kept('pos')).get('u') ?? [])]).toEqual([2])
    } finally {
      await own.kill()
    }
  }, 40_000)

  it('say that a Redis which is there keeps nothing', async () => {
    const own = await redisServer()
    await own.start()
    try {
      const causes: string[] = []
      const bus = redisBus({ url: own.url, log: silentLog(), refused: (cause) => causes.push(cause) })
      opened.push(bus)
      await expect.poll(() => bus.state()).toBe('up')
      expect(await own.ask('CONFIG SET maxmemory 1')).toBe('+OK')
      bus.keep('pos', { u: bytes(1) })
      await expect.poll(() => causes.length).toBeGreaterThan(0)
      await own.ask('CONFIG SET maxmemory 0')
      bus.keep('other', { u: bytes(2) })
      await expect.poll(async () => [...((await bus.kept('pos')).get('u') ?? [])]).toEqual([1])
    } finally {
      await own.kill()
    }
  })

  it('notice a frozen Redis and return when it thaws', async () => {
    const own = await redisServer()
    await own.start()
    try {
      const a = await node(own.url)
      own.freeze()
      await expect.poll(() => a.state(), { timeout: 5000 }).toBe('down')
      a.publish('t', bytes(1))
      own.thaw()
      await expect.poll(() => a.state(), { timeout: 15_000 }).toBe('up')
    } finally {
      own.thaw()
      await own.kill()
    }
  }, 30_000)

  it('stay down, and alive, without the password', async () => {
    const own = await redisServer('needed')
    await own.start()
    try {
      const a = await node(own.url, false)
      a.subscribe('t', () => {})
      a.publish('t', bytes(1))
      a.keep('h', { f: bytes(1) })
      expect(await a.kept('h')).toEqual(new Map())
      expect(a.state()).toBe('down')
      const admitted = await node(own.url.replace('redis://', 'redis://:needed@'))
      expect([a.state(), admitted.state()]).toEqual(['down', 'up'])
    } finally {
      await own.kill()
    }
  })
})

it('waits ever longer for Redis, up to 3 s, never in step', () => {
  expect([0, 1, 4, 5, 1000].map((n) => reconnectDelay(n, () => 1))).toEqual([100, 200, 1600, 3000, 3000])
  expect(reconnectDelay(1000, () => 0)).toBe(1500)
})
