import { describe, expect, it } from 'vitest'
import { netOf, openAttempts, type Trier } from './attempts'

const MINUTE = 60_000
const trier = (login: string, address: string, knownSeat: string | null = null): Trier => ({ login, address, knownSeat })

/** Tries for an hour as fast as it is let, from each of the places in turn; answers how many tries were let in. */
function hammer(clock: { at: number }, attempts: ReturnType<typeof openAttempts>, who: (i: number) => Trier, forMs = 60 * MINUTE): number {
  let inside = 0
  for (let i = 0; clock.at < forMs; i++) {
    if (attempts.begin(who(i)) === 0) inside++
    clock.at += 100
  }
  return inside
}
function fresh() {
  const clock = { at: 0 }
  return { clock, attempts: openAttempts(() => clock.at) }
}

describe('tries to sign in', () => {
  it('of one name from one place grow apart and never stop', () => {
    const { clock, attempts } = fresh()
    const t = trier('zhang', '192.0.2.1')
    for (let i = 0; i < 5; i++) expect(attempts.begin(t)).toBe(0)
    expect(attempts.begin(t)).toBe(1000)
    clock.at += 1000
    expect([attempts.begin(t), attempts.begin(t)]).toEqual([0, 2000])
    // Asking while waiting changes nothing.
    for (let i = 0; i < 50; i++) expect(attempts.begin(t)).toBe(2000)
    expect(hammer(clock, attempts, () => t)).toBeLessThan(25)
    clock.at += 5 * MINUTE
    expect(attempts.begin(t)).toBe(0)
  })

  it('a hundred at once count as a hundred', () => {
    const { attempts } = fresh()
    expect(Array.from({ length: 100 }, () => attempts.begin(trier('zhang', '192.0.2.1'))).filter((w) => w === 0)).toHaveLength(5)
  })

  it('of one place over many names are few', () => {
    const { clock, attempts } = fresh()
    expect(hammer(clock, attempts, (i) => trier(`name-${i}`, '192.0.2.1'))).toBeLessThan(110)
  })

  it('of one name from ten thousand places are little more than one each', () => {
    const { clock, attempts } = fresh()
    expect(hammer(clock, attempts, (i) => trier('zhang', `198.51.${(i % 10_000) >> 8}.${i % 256}`))).toBeLessThan(10_300)
  })

  it('from a whole network of one customer are those of one place', () => {
    expect(netOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(netOf('2001:0db8:1:2::1')).toBe('2001:db8:1:2::/64')
    expect([netOf('::1'), netOf('fe80::1%eth0'), netOf('::ffff:192.0.2.1'), netOf('192.0.2.1')]).toEqual(['0:0:0:0::/64', 'fe80:0:0:0::/64', '192.0.2.1', '192.0.2.1'])
    const { attempts } = fresh()
    expect(Array.from({ length: 100 }, (_, i) => attempts.begin(trier('zhang', `2001:db8::${i.toString(16)}`))).filter((w) => w === 0)).toHaveLength(5)
  })
})

describe('whoever is attacked', () => {
  it('signs in from a known seat while strangers hammer on its name, also from its own address', () => {
    const { clock, attempts } = fresh()
    hammer(clock, attempts, (i) => trier('zhang', i % 2 ? '192.0.2.1' : `203.0.113.${i % 256}`))
    for (let i = 0; i < 100; i++) attempts.begin(trier(`other-${i}`, '198.51.100.1'))
    expect(attempts.begin(trier('zhang', '192.0.2.1', 'seat-a'))).toBe(0)
  })

  it('has one try at once from a place that has not tried its name yet', () => {
    const { clock, attempts } = fresh()
    hammer(clock, attempts, (i) => trier('zhang', `203.0.113.${i % 256}`))
    clock.at += 1000
    expect(attempts.begin(trier('zhang', '192.0.2.9'))).toBe(0)
  })

  it('a known seat is slowed by its own wrong guesses alone', () => {
    const { attempts } = fresh()
    const mine = trier('zhang', '192.0.2.1', 'seat-a')
    expect(Array.from({ length: 20 }, () => attempts.begin(mine)).filter((w) => w === 0)).toHaveLength(8)
    expect(attempts.begin(trier('zhang', '192.0.2.1', 'seat-b'))).toBe(0)
  })
})

it('success takes back what it cost', () => {
  const { attempts } = fresh()
  for (let i = 0; i < 500; i++) {
    const t = trier(`name-${i % 40}`, '192.0.2.1')
    if (i % 60 === 0) continue
    const wait = attempts.begin(t)
    if (wait === 0) attempts.passed(t)
    else expect(wait).toBeLessThanOrEqual(100)
  }
  expect(attempts.begin(trier('name-1', '203.0.113.1'))).toBeLessThanOrEqual(100)
})

it('codes behind a right password are guessed no faster than four an hour, from anywhere', () => {
  const { clock, attempts } = fresh()
  let inside = 0
  for (let i = 0; clock.at < 24 * 60 * MINUTE; i++) {
    if (attempts.beginCode(trier('zhang', `203.0.113.${i % 256}`)) === 0) inside++
    clock.at += 1000
  }
  expect(inside).toBeLessThan(8 + 11 + 24 * 4)
  expect(attempts.beginCode(trier('zhang', '192.0.2.1', 'seat-a'))).toBe(0)
})
