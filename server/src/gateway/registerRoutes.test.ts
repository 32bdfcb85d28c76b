import { afterEach, expect, it } from 'vitest'
import { silentLog } from '../platform/log'
import { createHttp, type App } from './http'
import { addRegisterRoutes } from './registerRoutes'

let app: App | undefined
afterEach(() => app?.close())

const KEPT: Readonly<Record<string, object[]>> = {
  organisation: [
    { id: 'fire', name: '消防救援大队', nameEn: 'Fire brigade', shortName: '消防', role: 'fire', jurisdiction: true, madeUp: true },
    { id: 'center', name: '指挥中心', nameEn: 'Centre', shortName: '中心', role: 'center', parent: 'fire', jurisdiction: true, madeUp: true },
  ],
  area: [{ id: '330702001', name: '城东街道', nameEn: 'Chengdong', shortName: '城东', level: 'township', parent: '330702', lon: 119.6, lat: 29.1, approximate: true }],
  person: [{ id: 'p1', roles: ['sec_admin'] }],
}
async function ask(kind: string) {
  app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
  addRegisterRoutes(app, { read: { get: () => undefined, all: (k: string) => (KEPT[k] ?? []) as never } })
  return app.inject({ url: `/api/registers/${kind}`, headers: { host: 'localhost' } })
}

it('a register comes whole, by id, with what is chosen by and nothing else', async () => {
  expect((await ask('organisation')).json()).toEqual({ rows: [
    { id: 'center', name: '指挥中心', nameEn: 'Centre', sort: 'center', parent: 'fire' }, { id: 'fire', name: '消防救援大队', nameEn: 'Fire brigade', sort: 'fire', parent: null },
  ] })
})

it('an area says its level and what it lies in', async () => {
  expect((await ask('area')).json()).toEqual({ rows: [{ id: '330702001', name: '城东街道', nameEn: 'Chengdong', sort: 'township', parent: '330702' }] })
})

it.each(['person', 'incident', 'policy', '__proto__'])('%s is no register of this door', async (kind) => {
  expect((await ask(kind)).statusCode).toBe(400)
})
