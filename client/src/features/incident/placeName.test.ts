import { expect, it } from 'vitest'
import type { AreaState } from '@liandong/shared/area/contract'
import { placeName } from './placeName'

const areas = new Map([['330702-01', { name: '城东街道', nameEn: 'Chengdong' } as AreaState]])
const at = (text: string, areaId: string | null) => ({ place: { text, areaId, lon: null, lat: null, approximate: true, unverified: false } })

it('says what was written down, else the township, else nothing', () => {
  expect(placeName(at('八一南街 12 号', '330702-01') as never, areas, (zh) => zh)).toBe('八一南街 12 号')
  expect(placeName(at('', '330702-01') as never, areas, (zh) => zh)).toBe('城东街道')
  expect(placeName(at('', '330702-01') as never, areas, (zh, en) => en ?? zh)).toBe('Chengdong')
  expect(placeName(at('', null) as never, areas, (zh) => zh)).toBe('')
  expect(placeName(at('', 'gone') as never, areas, (zh) => zh)).toBe('')
})
