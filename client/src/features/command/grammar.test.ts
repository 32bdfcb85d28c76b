import { describe, expect, it } from 'vitest'
import { foldName, readSentence, type Vocabulary } from './grammar'

const v: Vocabulary = {
  kind: (w) => (['zzhz', '住宅火灾', 'residential fire'].includes(w.toLowerCase()) ? { id: 'house-fire', priority: 2 } : null),
  areaOf: (place) => (place.startsWith('城北街道') ? '330702001' : null),
  units: [
    { id: 'u1', callSign: '城北 1', callSignEn: 'Chengbei 1', orderId: null },
    { id: 'u2', callSign: '城北 2', callSignEn: 'Chengbei 2', orderId: null },
    { id: 'u7', callSign: '巡 07', callSignEn: 'Patrol 07', orderId: 'o7' },
    { id: 'u71', callSign: '巡 71', callSignEn: 'Patrol 71', orderId: null },
  ],
  organisations: [
    { id: 'power', name: '婺城供电公司', nameEn: 'Wucheng Power', shortName: '供电' },
    { id: 'fire', name: '婺城区消防救援大队', nameEn: 'Fire brigade', shortName: '消防' },
    { id: 'police', name: '公安城北派出所', nameEn: 'Chengbei police station', shortName: '城北所' },
  ],
  incidents: [
    { id: 'i1', no: 'WC-20261120-0247', title: '住宅火灾', place: '城北街道八一北街' },
    { id: 'i2', no: 'WC-20261120-0031', title: '两车相撞', place: '白龙桥镇' },
    { id: 'i3', no: 'WC-20261119-0031', title: '井盖缺失', place: '罗店镇' },
  ],
  alerts: [{ id: 'a2', incidentId: 'i2', unitId: 'u71' }, { id: 'a1', incidentId: 'i1', unitId: 'u7' }],
  current: 'i1',
}
const plan = (s: string) => readSentence(s, v).plan
const gap = (s: string) => readSentence(s, v).gap

describe('ordering', () => {
  it('reads the sentence of the design', () => {
    expect(plan('派 城北 1、2，巡 07 → 当前')).toEqual({ verb: 'order', incidentId: 'i1', unitIds: ['u1', 'u2', 'u7'], orgIds: [] })
  })
  it('takes the incident on the desk when none is named, and one by number otherwise', () => {
    expect(plan('派城北1')).toEqual({ verb: 'order', incidentId: 'i1', unitIds: ['u1'], orgIds: [] })
    expect(plan('p 城北1 巡7 -> 247')).toEqual({ verb: 'order', incidentId: 'i1', unitIds: ['u1', 'u7'], orgIds: [] })
    expect(plan('dispatch chengbei 2 to 白龙桥')).toEqual({ verb: 'order', incidentId: 'i2', unitIds: ['u2'], orgIds: [] })
  })
  it('orders a whole organisation by its name, beside units, and prefers the unit where both could be meant', () => {
    expect(plan('派 供电')).toEqual({ verb: 'order', incidentId: 'i1', unitIds: [], orgIds: ['power'] })
    expect(plan('派 城北 1、供电，Fire brigade → 31')).toBeNull()
    expect(plan('派 城北 1、供电、消防救援 → 247')).toEqual({ verb: 'order', incidentId: 'i1', unitIds: ['u1'], orgIds: ['power', 'fire'] })
    expect(plan('派 城北所')).toMatchObject({ unitIds: [], orgIds: ['police'] })
    expect(gap('派 城北')).toMatchObject({ gap: 'ambiguous-unit', options: ['城北 1', '城北 2'] })
    expect(gap('派 婺城')).toMatchObject({ gap: 'ambiguous-unit', options: ['供电', '消防'] })
  })
  it('says which word it does not know and which is doubtful', () => {
    expect(gap('派 城东 9')).toEqual({ gap: 'unknown-unit', word: '城东 9' })
    expect(gap('派 城北')).toEqual({ gap: 'ambiguous-unit', word: '城北', options: ['城北 1', '城北 2'] })
    expect(gap('派 城北1 → 31')).toEqual({ gap: 'ambiguous-incident', word: '31', options: ['WC-20261120-0031', 'WC-20261119-0031'] })
    expect(gap('派')).toEqual({ gap: 'unit' })
    expect(readSentence('派 城北1', { ...v, current: null }).gap).toEqual({ gap: 'incident' })
  })
  it('orders nobody twice', () => {
    expect(plan('派 城北1、城北 1')).toMatchObject({ unitIds: ['u1'] })
  })
})

describe('reporting', () => {
  it('takes the last words as the kind, by letters or by name, and the rest as the place', () => {
    expect(plan('新 城北街道八一北街 18 号 zzhz')).toEqual({ verb: 'report', placeText: '城北街道八一北街 18 号', areaId: '330702001', kindId: 'house-fire', priority: null })
    expect(plan('new Bayi Road p1 Residential fire')).toEqual({ verb: 'report', placeText: 'Bayi Road', areaId: null, kindId: 'house-fire', priority: 1 })
  })
  it('asks for what is missing', () => {
    expect(gap('新')).toEqual({ gap: 'place' })
    expect(gap('新 zzhz')).toEqual({ gap: 'place' })
    expect(gap('新 城北街道 什么')).toEqual({ gap: 'kind' })
  })
})

describe('steps, moves and alerts', () => {
  it('reports for a unit that called in', () => {
    expect(plan('到场 巡 07')).toEqual({ verb: 'onScene', orderId: 'o7', unitId: 'u7' })
    expect(plan('反馈 巡 07 明火 已灭')).toEqual({ verb: 'feedback', orderId: 'o7', unitId: 'u7', words: '明火 已灭' })
    expect(gap('反馈 巡07')).toEqual({ gap: 'words' })
    expect(gap('到场 城北1')).toEqual({ gap: 'unit-without-order', word: '城北 1' })
  })
  it('moves the incident on the desk or the one named', () => {
    expect(plan('受理')).toEqual({ verb: 'accept', incidentId: 'i1' })
    expect(plan('结案 两车')).toEqual({ verb: 'close', incidentId: 'i2' })
    expect(plan('0247')).toEqual({ verb: 'open', incidentId: 'i1' })
  })
  it('confirms the alert of what is on the desk, of a unit, or the first that waits', () => {
    expect(plan('确认')).toEqual({ verb: 'confirm', alertId: 'a1' })
    expect(plan('c 巡 71')).toEqual({ verb: 'confirm', alertId: 'a2' })
    expect(readSentence('确认', { ...v, current: null }).plan).toEqual({ verb: 'confirm', alertId: 'a2' })
    expect(readSentence('确认', { ...v, alerts: [] }).gap).toEqual({ gap: 'alert' })
  })
  it('needs a verb it knows', () => {
    expect(gap('做点什么')).toEqual({ gap: 'verb' })
    expect(gap('  ')).toEqual({ gap: 'empty' })
    expect(readSentence('pizza', v).verb).toBeNull()
  })
})

it('folds names without losing what tells them apart', () => {
  expect(foldName('城北 01')).toBe(foldName('城北1'))
  expect(foldName('巡 10')).not.toBe(foldName('巡 1'))
  expect(foldName('浙G·１０２３')).toBe('浙g1023')
})
