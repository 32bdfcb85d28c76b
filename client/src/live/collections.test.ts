import { expect, it, vi } from 'vitest'
import { isReactive } from 'vue'
import { createCollections } from './collections'
import { Mirror } from './mirror'

function filled() {
  const mirror = new Mirror()
  const collections = createCollections(mirror)
  const incidents = collections.get<{ n: number; deep: object }>('incident')
  mirror.greet('e')
  mirror.snapshot({ header: { epoch: 'e', position: 1, piece: 0, last: true }, put: [['incident:a', '{"n":1,"deep":{}}'], ['incident:b', '{"n":2,"deep":{}}']], remove: [] })
  collections.apply()
  return { mirror, collections, incidents }
}
const header = (from: number, to: number) => ({ from, to, at: 0, rate: 1 })

it('replaces the map and keeps what did not change', () => {
  const { mirror, collections, incidents } = filled()
  const before = incidents.value
  mirror.changes({ header: header(1, 2), put: [['incident:a', '{"n":9,"deep":{}}']], remove: [] })
  collections.apply()
  expect(incidents.value).not.toBe(before)
  expect(incidents.value.get('a')).toMatchObject({ n: 9 })
  expect(incidents.value.get('b')).toBe(before.get('b'))
  expect(isReactive(incidents.value.get('a')!.deep)).toBe(false)
})

it('tells which ids changed, and none for a snapshot', () => {
  const { mirror, collections } = filled()
  const heard = vi.fn()
  collections.onChange('incident', heard)
  mirror.changes({ header: header(1, 2), put: [['incident:a', '{"n":9}']], remove: ['incident:b'] })
  collections.apply()
  expect([...heard.mock.calls[0]![0]]).toEqual(['a', 'b'])
  mirror.snapshot({ header: { epoch: 'e', position: 3, piece: 0, last: true }, put: [], remove: [] })
  collections.apply()
  expect([...heard.mock.calls[1]![0]]).toEqual([])
})
