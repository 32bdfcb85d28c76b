import Fastify from 'fastify'
import Type from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'
import { validatorCompiler } from './validator'

const app = Fastify().setValidatorCompiler(validatorCompiler)
beforeAll(async () => {
  app.post('/body', { schema: { body: Strict({ rate: Type.Number({ exclusiveMinimum: 0, maximum: 3600 }), source: OneOf(['demo', 'replay'] as const) }) } }, (req) => ({ got: req.body }))
  app.get('/query', { schema: { querystring: Strict({ count: Type.Integer({ minimum: 1, maximum: 60, default: 28 }), word: Type.Optional(Type.String()) }) } }, (req) => ({ got: req.query }))
  await app.ready()
})
afterAll(() => app.close())

const post = async (text: string) => (await app.inject({ method: 'POST', url: '/body', headers: { 'content-type': 'application/json' }, payload: text })).statusCode
const get = async (query: string) => (await app.inject(`/query?${query}`)).json<{ got?: object; statusCode?: number }>()

it('takes a body as it is, and nothing in place of a number', async () => {
  expect(await post('{"rate":12,"source":"demo"}')).toBe(200)
  for (const rate of ['"12"', '"1e999"', '1e999', '[12]', 'null', 'true', '0', '3601']) expect(await post(`{"rate":${rate},"source":"demo"}`), rate).toBe(400)
  expect(await post('{"rate":12,"source":"demo","more":1}')).toBe(400)
  expect(await post('{"rate":12,"source":["demo"]}')).toBe(400)
})

it('reads numbers in a query and fills in what is left out', async () => {
  expect(await get('count=3')).toEqual({ got: { count: 3 } })
  expect(await get('')).toEqual({ got: { count: 28 } })
  expect(await get('word=12')).toEqual({ got: { count: 28, word: '12' } })
  for (const q of ['count=1e999', 'count=-1', 'count=1.5', 'count=x', 'count=', 'count=3&count=4', 'other=1', 'count=61', 'count=Infinity', 'count=NaN']) expect(await get(q), q).toMatchObject({ statusCode: 400 })
})
