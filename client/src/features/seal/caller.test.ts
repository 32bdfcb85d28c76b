import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { manualTimers } from '../../live/testing/manualTimers'
import { contactBody, openSealed, sealContact, SHOWN_MS, tooShort } from './caller'
import { useShown } from './useShown'

describe('what a caller left', () => {
  it('is sent with its name, or without', () => {
    expect(contactBody({ contact: ' 13800000000 ', name: ' 张三 ' })).toEqual({ contact: '13800000000', name: '张三' })
    expect(contactBody({ contact: '13800000000', name: ' ' })).toEqual({ contact: '13800000000' })
  })
  it('is not sent as a name alone or as half a number, which the form says', () => {
    expect([contactBody({ contact: '', name: '' }), contactBody({ contact: '13', name: '张三' })]).toEqual([null, null])
    expect([tooShort({ contact: '', name: '' }), tooShort({ contact: '', name: '张' }), tooShort({ contact: '13', name: '' }), tooShort({ contact: '110', name: '' })]).toEqual([false, true, true, false])
  })
  it('goes to its own doors', async () => {
    const asked: unknown[] = []
    const post = (path: string, body: object) => { asked.push([path, body]); return Promise.resolve({}) }
    await sealContact(post, 'a/b', { contact: '110' })
    await openSealed(post, 'sealed:x', '回拨')
    expect(asked).toEqual([['/api/incidents/a%2Fb/contact', { contact: '110' }], ['/api/sealed/sealed%3Ax/open', { reason: '回拨' }]])
  })
})

describe('an opened text', () => {
  const shownIn = () => {
    const timers = manualTimers()
    const scope = effectScope()
    return { timers, scope, s: scope.run(() => useShown(timers))! }
  }
  it('is hidden after a minute, and says how long it stays', () => {
    const { timers, s } = shownIn()
    s.show('a', '13800000000')
    expect(s.shown.value).toEqual({ ref: 'a', text: '13800000000', left: 60 })
    timers.advance(SHOWN_MS - 1000)
    expect(s.shown.value?.left).toBe(1)
    timers.advance(1000)
    expect(s.shown.value).toBeNull()
  })
  it('gives way to another, which has its own minute', () => {
    const { timers, s } = shownIn()
    s.show('a', 'x')
    timers.advance(30_000)
    s.show('b', 'y')
    timers.advance(45_000)
    expect(s.shown.value).toEqual({ ref: 'b', text: 'y', left: 15 })
  })
  it('leaves with its place', () => {
    const { scope, s } = shownIn()
    s.show('a', 'x')
    scope.stop()
    expect(s.shown.value).toBeNull()
  })
})
