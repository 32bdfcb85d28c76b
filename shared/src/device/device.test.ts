import { describe, expect, it } from 'vitest'
import { permit } from '../access/permit'
import { World } from '../testing/given'
import { PAIRING_LETTERS, proofText, readPairingCode, type DeviceRecord } from './contract'
import { isFeedInService, isWallInService } from './device'

const wall = (more: Partial<DeviceRecord> = {}): DeviceRecord => ({ kind: 'wall', name: '一号屏', place: '指挥大厅', active: true, ...more })
const feed = (more: Partial<DeviceRecord> = {}): DeviceRecord => ({ kind: 'feed', name: '车载定位', place: '', active: true, ...more })
const world = (): World => new World()
  .put('source', 'gps', { name: '车载定位' })
  .fold([{ type: 'DevicePut', v: 1, subjects: ['device:w-1'], data: { deviceId: 'w-1', after: wall() } }])
const put = (w: World, deviceId: string, after: DeviceRecord) => w.do('PutDevice', { deviceId, after })

describe('a wall', () => {
  it('is in service until it is taken out, and then for good', () => {
    const w = world()
    expect([isWallInService(w, 'w-1'), isWallInService(w, 'w-2'), isWallInService(w, 'gps')]).toEqual([true, false, false])
    expect(put(w, 'w-1', wall({ active: false })).rejected).toBeUndefined()
    expect(isWallInService(w, 'w-1')).toBe(false)
    expect(put(w, 'w-1', wall())).toEqual({ rejected: 'device-revoked', name: '一号屏' })
    expect(put(w, 'w-1', wall({ name: '旧屏', active: false })).rejected).toBeUndefined()
  })
  it('stays a wall', () => expect(put(world().put('source', 'w-1', {}), 'w-1', feed()).rejected).toBe('device-kind-fixed'))
  it('is not recorded again as it is', () => expect(put(world(), 'w-1', wall()).rejected).toBe('nothing-changed'))
  it.each(['', 'x'.repeat(61), 'a\nb', '<b>'])('isn’t called %j', (name) => expect(put(world(), 'w-1', wall({ name })).rejected).toBe('invalid-command'))
})

describe('a feed', () => {
  it('is in service until it is taken out, and may come back', () => {
    const w = world()
    expect(isFeedInService(w, 'gps')).toBe(true)
    put(w, 'gps', feed({ active: false }))
    expect(isFeedInService(w, 'gps')).toBe(false)
    expect(permit(w, { kind: 'feed', id: 'gps' }, 'ReportIncident', {})).toEqual({ rejected: 'not-permitted', detail: { type: 'ReportIncident' } })
    put(w, 'gps', feed())
    expect(permit(w, { kind: 'feed', id: 'gps' }, 'ReportIncident', {})).toBeNull()
  })
  it('has a source', () => expect(put(world(), 'none', feed()).rejected).toBe('unknown-device'))
})

describe('a pairing code', () => {
  it('holds 40 bits and nothing that looks like something else', () => {
    expect([new Set(PAIRING_LETTERS).size, /[01IO]/.test(PAIRING_LETTERS)]).toEqual([32, false])
  })
  it.each([['k7qx9mpa', 'K7QX9MPA'], [' K7QX 9MPA\n', 'K7QX9MPA'], ['K7QX-9MPA', 'K7QX9MPA'], ['K7QX9MP', null], ['K7QX9MP0', null], ['', null]])('is read from %j', (typed, code) => {
    expect(readPairingCode(typed)).toBe(code)
  })
})

it('a proof says what it proves', () => {
  expect(proofText('session', 'w-1', 'n', 'a', 'b')).not.toBe(proofText('pairing', 'w-1', 'n', 'a', 'b'))
})
