import { describe, expect, it } from 'vitest'
import { forcesOf, type Position, type UnitDocument } from './forces'

const unit = (id: string, status: string, kind = 'patrol_car', lostSince: number | null = null) => ({ id, status, kind, lostSince }) as UnitDocument
const at = (freshness: Position['freshness'], asOf: number | null = 5): Position => ({ freshness, asOf })

describe('forcesOf', () => {
  const f = forcesOf(
    [unit('a', 'idle'), unit('b', 'idle'), unit('c', 'on_scene', 'fire_engine'), unit('d', 'idle', 'fire_engine', 3), unit('e', 'off_duty'), unit('f', 'en_route')],
    new Map([['a', at('fresh')], ['b', at('lost', 1)], ['c', at('stale', 2)], ['d', at('fresh')], ['f', at('silent', null)]]))
  it('counts each unit once', () => {
    expect(f.total).toBe(6)
    expect(Object.values(f.byState).reduce((x, y) => x + y, 0)).toBe(6)
    expect(f.byState).toMatchObject({ idle: 1, on_scene: 1, off_duty: 1, lost: 3, en_route: 0 })
  })
  it('keeps the oldest position of a kind in doubt', () => {
    expect(f.byKind).toEqual([
      { kind: 'patrol_car', total: 4, idle: 2, stale: 2, asOf: 1 }, { kind: 'fire_engine', total: 2, idle: 1, stale: 1, asOf: 2 },
    ])
  })
})
