import { expect, it } from 'vitest'
import { staleUnits } from './staleUnits'

it('names the kinds past doubt and the oldest of their fixes', () => {
  const units = new Map([['f1', { kind: 'fire_engine' as const, sourceId: 'jt808' }], ['f2', { kind: 'fire_engine' as const, sourceId: 'jt808' }], ['p', { kind: 'patrol_car' as const, sourceId: 'pdt' }]])
  const positions = new Map([['f1', { freshness: 'stale' as const, asOf: 20 }], ['f2', { freshness: 'lost' as const, asOf: 10 }], ['p', { freshness: 'aging' as const, asOf: 5 }]])
  expect(staleUnits(['p', null, 'f1', 'f2'], units, positions)).toEqual({ kinds: ['fire_engine'], asOf: 10, sourceId: 'jt808' })
  expect(staleUnits(['p', 'unknown'], units, positions)).toBeNull()
})
