import { afterEach, expect, it, vi } from 'vitest'
import { standingOf, writer, type Person } from './people'

afterEach(() => vi.unstubAllGlobals())
const RIGHTS = { roles: ['dispatcher' as const], post: 'dutyOfficer' as const, areaIds: [], active: true }

/** A door that answers as told, one after the other; what it was sent. */
function door(...answers: (Response | 'nothing')[]) {
  const ids: string[] = []
  vi.stubGlobal('fetch', (_path: string, init: { body: string }) => {
    ids.push((JSON.parse(init.body) as { id: string }).id)
    const answer = answers.shift()!
    return answer === 'nothing' ? Promise.reject(new TypeError('gone')) : Promise.resolve(answer)
  })
  let n = 0
  return { ids, w: writer(() => `id-${++n}`) }
}
const json = (status: number, body: object) => new Response(JSON.stringify(body), { status })

it('what got no answer is sent again under the same id, so that nobody is made twice', async () => {
  const { ids, w } = door('nothing', json(503, { rejected: 'unavailable' }), json(200, { person: 'p', link: null }), json(200, { person: 'q', link: null }))
  const make = () => w.make('zhang.wei', '张伟', RIGHTS).catch(() => null)
  for (let i = 0; i < 4; i++) await make()
  expect(ids).toEqual(['id-1', 'id-1', 'id-1', 'id-2'])
})

it('another content, or the next try after a no, is another wish', async () => {
  const { ids, w } = door('nothing', json(409, { rejected: 'login-taken' }), json(200, {}))
  await w.make('zhang.wei', '张伟', RIGHTS).catch(() => null)
  await w.make('zhang.wei2', '张伟', RIGHTS).catch(() => null)
  await w.make('zhang.wei2', '张伟', RIGHTS)
  expect(ids).toEqual(['id-1', 'id-2', 'id-3'])
})

it.each<[Partial<Person>, string]>([
  [{}, 'active'], [{ active: false, hasPassword: false }, 'out'], [{ hasPassword: false }, 'invited'], [{ hasSecondFactor: false }, 'noSecond'],
  [{ hasSecondFactor: false, roles: ['grid'] }, 'active'], [{ login: null, hasPassword: false, hasSecondFactor: false }, 'active'],
])('how an account stands: %j', (more, standing) => {
  expect(standingOf({ id: 'p', login: 'a', name: 'A', roles: ['dispatcher'], post: 'dutyOfficer', areaIds: [], active: true, hasPassword: true, hasSecondFactor: true, ...more })).toBe(standing)
})
