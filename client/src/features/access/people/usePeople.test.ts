import { expect, it } from 'vitest'
import { ReadError } from '../../../live/readJson'
import { usePeople } from './usePeople'
import type { Person } from './people'

const person = (id: string): Person => ({ id, login: id, name: id, roles: ['grid'], post: 'gridWorker', areaIds: [], active: true, hasPassword: true, hasSecondFactor: false })

it('an answer that a newer question has overtaken is dropped', async () => {
  const answers: ((p: { total: number; people: Person[] }) => void)[] = []
  const p = usePeople(() => new Promise((resolve) => answers.push(resolve)))
  const [first, second] = [p.find('a'), p.find('ab')]
  answers[1]!({ total: 1, people: [person('ab')] })
  await second
  answers[0]!({ total: 2, people: [person('a'), person('ab')] })
  await first
  expect([p.people.value.map((x) => x.id), p.total.value, p.loading.value]).toEqual([['ab'], 1, false])
})

it('what was shown stays when the next page fails, and the same page is asked for again', async () => {
  const asked: [string, number][] = []
  let down = false
  const p = usePeople((search, page) => {
    asked.push([search, page])
    return down ? Promise.reject(new ReadError(0, 'TypeError', '/api/people')) : Promise.resolve({ total: 120, people: [person(`p${page}`)] })
  })
  await p.find(' 张 ')
  await p.go(1)
  down = true
  await p.again()
  expect([p.people.value[0]!.id, p.page.value, p.pages(), p.failed.value?.status]).toEqual(['p1', 1, 3, 0])
  expect(asked).toEqual([['张', 0], ['张', 1], ['张', 1]])
})
