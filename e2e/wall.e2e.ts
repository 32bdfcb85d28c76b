import { clockText } from '@liandong/shared/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serverProcess } from '../scripts/prove/rig/serverProcess'
import { openWall, type WallPage } from './wallPage'

const DAY_MS = 86_400_000
const ZONE = 'Asia/Shanghai'

const server = serverProcess()
let wall: WallPage
beforeAll(async () => {
  await server.start()
  wall = await openWall(server.port, { clockOffMs: DAY_MS + 3_600_000 })
})
afterAll(async () => {
  await wall?.close()
  await server.close()
})

async function says(title: string, text: RegExp | string): Promise<void> {
  let shown = ''
  const holds = async () => {
    shown = await wall.panel(title)
    return typeof text === 'string' ? shown.includes(text) : text.test(shown)
  }
  await wall.until(`${title} says ${String(text)}`, holds).catch((e: Error) => { throw new Error(`${e.message}; it says ${shown}`) })
}
/** Seconds since midnight of a clock's text. */
const seconds = (text: string) => text.split(':').reduce((n, part) => n * 60 + Number(part), 0)

it('has the district’s title, the sign of the demonstration, and the server’s time although the machine’s is a day off', async () => {
  expect(await wall.page.title()).toBe('婺城区应急联动指挥中心')
  const shown = () => wall.page.locator('main').innerText()
  await wall.until('the sign of the demonstration', async () => (await shown()).includes('演示数据 · 情景时钟 ×1'))
  const text = await shown()
  const { now } = await server.get<{ now: number }>('/demo/clock')
  expect(Math.abs(seconds(await wall.clock()) - seconds(clockText(now, ZONE)))).toBeLessThanOrEqual(2)
  const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(now).split('-').map(Number)
  expect(text).toContain(`${year}年${month}月${day}日`)
})

it('shows a reported incident, its deadlines, and what happens by itself when nobody answers', async () => {
  const { incidentId } = await server.command('ReportIncident', { kindId: 'residential-fire', placeText: '城北街道八一北街 18 号', lon: 119.651, lat: 29.11, source: '110' })
  await says('在办事件', /居民楼起火[\s\S]*受理\n0:5\d/)
  await server.command('AcceptIncident', { incidentId: incidentId! })
  await says('在办事件', /派单\n0:5\d/)
  const fire = { orgId: 'fire', unitId: '' }
  const units = await wall.documents()
  const [ref, unit] = Object.entries(units).find(([r, u]) => r.startsWith('unit:') && (u as { kind: string }).kind === 'fire_engine')!
  fire.unitId = ref.slice('unit:'.length)
  fire.orgId = (unit as { orgId: string }).orgId
  const { orderId } = await server.command('IssueOrder', { incidentId: incidentId!, ...fire })
  await says('指令', /1\n待签收/)
  await says('在办事件', /签收\n0:5\d/)

  // Its sixty seconds pass; nobody answers.
  await server.advance(61_000)
  await says('告警', /签收\s−0:\d\d[\s\S]*→ 1:\d\d 后自动报 单位值班领导/)
  await says('在办事件', /签收\s−0:\d\d[\s\S]*→ 1:\d\d 后自动报/)
  // The second step, at three times the clock; then the last.
  await server.advance(120_000)
  await says('告警', /→ 1:\d\d 后自动报 指挥长/)
  await server.advance(120_000)
  await says('告警', '已报至 指挥长，上报到顶')

  await server.command('AcknowledgeOrder', { orderId: orderId!, channel: 'radio' })
  await says('告警', '当前无告警')
  await says('指令', /1\n签收/)
})

it('shows a unit move', async () => {
  // Away from the incident of the journey before: patrols aren't drawn under urgent words.
  const start = { device: 'demo-001', lon: 119.57, lat: 29.06, speedKmh: 60, headingDeg: 90 }
  const at = async (lon: number) => {
    const { now } = await server.get<{ now: number }>('/demo/clock')
    await server.positions('police-gps', [{ ...start, lon, at: Math.round(now) }])
  }
  await at(start.lon)
  // The map may still be with the P1 of the journey before; it comes back by itself after 20 s.
  await wall.until('the unit is drawn', async () => (await wall.ink()).pixels > 0, 45_000)
  await says('力量', '定位有效 1')
  let before = await wall.ink()
  await wall.until('the map is still', async () => { const was = before; before = await wall.ink(); return was.x === before.x && was.y === before.y })
  // 500 m to the east in half a minute of the scenario.
  await server.advance(30_000)
  await at(start.lon + 0.005)
  await wall.until('it is drawn further east', async () => { const now = await wall.ink(); return now.x > before.x + 3 && Math.abs(now.y - before.y) < 3 })
}, 120_000)

it('had nothing to complain of', () => {
  expect(wall.complaints).toEqual([])
})
