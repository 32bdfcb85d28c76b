import { expect, it } from 'vitest'
import { keepApart } from './apart'
import { personaId } from './personas'

const holding = (...ids: string[]) => ({ get: () => undefined, all: () => ids.map((id) => ({ id })) as never[] })

it('never serves for real the data of a demonstration, whose people need no password', () => {
  expect(() => keepApart(false, holding('p-1', personaId('desk')))).toThrow('holds a demonstration')
  expect(() => keepApart(false, holding('p-1'))).not.toThrow()
  expect(() => keepApart(false, holding())).not.toThrow()
})

it('never opens a real installation as a demonstration, and opens one again together with whom it has made', () => {
  expect(() => keepApart(true, holding('p-1'))).toThrow('real installation')
  expect(() => keepApart(true, holding(personaId('desk'), 'p-1'))).not.toThrow()
  expect(() => keepApart(true, holding())).not.toThrow()
})
