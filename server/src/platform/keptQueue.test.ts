import { expect, it } from 'vitest'
import { keptQueue } from './keptQueue'

const bytes = (n: number) => Uint8Array.of(n)

it('gathers, writes the newest of each, and one write at a time', async () => {
  const writes: [string, Record<string, Uint8Array>][] = []
  let running = 0
  const queue = keptQueue(async (hash, fields) => {
    expect(++running).toBe(1)
    await Promise.resolve()
    running -= 1
    writes.push([hash, fields])
  })
  queue.put('h', { a: bytes(1), b: bytes(1) })
  queue.put('h', { a: bytes(2) })
  queue.put('g', { a: bytes(3) })
  const first = queue.flush()
  queue.put('h', { a: bytes(4) })
  await Promise.all([first, queue.flush(), queue.flush()])
  expect(writes.filter(([hash]) => hash === 'h').at(-1)?.[1].a).toEqual(bytes(4))
  expect(queue.waiting()).toBe(0)
})

it('keeps what could not be written, unless something newer came, and is bounded', async () => {
  let away = true
  const written: Record<string, Uint8Array>[] = []
  const queue = keptQueue((_, fields) => {
    if (away) {
      queue.put('h', { a: bytes(9) })
      return Promise.reject(new Error('away'))
    }
    written.push(fields)
    return Promise.resolve()
  }, 3)
  queue.put('h', { a: bytes(1), b: bytes(2) })
  await queue.flush()
  expect(queue.waiting()).toBe(2)
  queue.put('h', { c: bytes(3), d: bytes(4) })
  expect(queue.waiting()).toBe(3)
  away = false
  await queue.flush()
  expect(Object.assign({}, ...written)).toEqual({ b: bytes(2), c: bytes(3), d: bytes(4) })
})
