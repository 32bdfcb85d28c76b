import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FaultProxy } from '../scripts/prove/rig/faultProxy'
import { keepReporting, type Fleet } from './fleet'
import { serverProcess } from '../scripts/prove/rig/serverProcess'
import { openWall, type WallPage } from './wallPage'
import { openWitness } from './witness'

/** Reliability F13 and F1 on a real wall: its network cut, the server killed, one feed stopped. */
const server = serverProcess()
const shots = mkdtempSync(join(tmpdir(), 'liandong-shots-'))
const STOPPED = 'fire-jt808'
const EVERY_30_S = new Set(['police-gps', 'fire-jt808', 'ems-gps'])
let network: FaultProxy
let witness: ReturnType<typeof openWitness>
let fleet: Fleet
let wall: WallPage
let beganAt = 0

beforeAll(async () => {
  await server.start()
  network = await FaultProxy.open(server.port)
  witness = openWitness(server)
  fleet = keepReporting(server)
  wall = await openWall(network.port)
  await wall.until('everybody is seen', async () => (await wall.panel('力量')).includes(`定位有效 ${fleet.units.length}`), 30_000)
})
afterAll(async () => {
  fleet?.stop()
  witness?.stop()
  await wall?.close()
  await network?.close()
  await server.close()
})

const report = (placeText: string) =>
  server.command('ReportIncident', { kindId: 'residential-fire', placeText, lon: 119.651, lat: 29.11, source: '110' })
/** Waits until so many seconds after the beginning of the troubles. */
const second = (s: number) => wall.page.waitForTimeout(Math.max(0, beganAt + s * 1000 - performance.now()))
const shoot = (name: string) => wall.page.screenshot({ path: join(shots, `${name}.png`) })
const text = () => wall.page.locator('main').innerText()

/** What the witness holds of the kinds on the wall. */
function expected(): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const r of witness.mirror.refs()) if (/^(incident|order|alert|unit):/.test(r)) out[r] = JSON.parse(witness.mirror.text(r)!) as unknown
  return out
}
/** The wall holds what the server says it should: same position, the server's hash agreed, and every document equal. */
async function holdsTheServersPicture(withinMs: number): Promise<void> {
  await wall.until('the wall is at the witness’s position and its hash agrees', async () => {
    const c = await wall.connection()
    return c.state === 'live' && c.epoch === witness.mirror.epoch && c.position === witness.mirror.position && c.equal === true
  }, withinMs)
  expect(await wall.documents()).toEqual(expected())
}

it('trusts its picture while all is well', async () => {
  await report('城北街道八一北街 18 号')
  await wall.until('the incident is shown', async () => (await wall.panel('在办事件')).includes('居民楼起火'))
  await holdsTheServersPicture(10_000)
  expect(await wall.trust()).toBe(100)
})

it('keeps its data when the network goes, says since when, and looks live nowhere', async () => {
  const before = await wall.documents()
  beganAt = performance.now()
  fleet.silent.add(STOPPED)
  network.hold('up')
  network.hold('down')
  await report('城东街道人民东路 7 号')
  await second(5)
  await shoot('05-s')
  // Two heartbeats, and the second in which the page looks.
  await wall.until('it says that nothing comes', async () => (await text()).includes('服务器无心跳'), 8_000)
  console.log(`network cut: said after ${((performance.now() - beganAt) / 1000).toFixed(1)} s`)
  await second(30)
  await shoot('30-s')
  expect((await wall.connection()).state).not.toBe('live')
  const shown = await text()
  expect(shown).toMatch(/与服务器的连接中断|服务器无心跳/)
  expect(shown).toMatch(/画面停在 \d\d:\d\d:\d\d，恢复后自动补齐/)
  expect(shown).toContain('推算')
  // Every panel says as of when it is.
  const [panels, dated] = await wall.page.evaluate(() => {
    const all = [...document.querySelectorAll('section.panel')]
    return [all.length, all.filter((p) => /截至 \d\d:\d\d:\d\d/.test(p.querySelector('h2')?.textContent ?? '')).length]
  })
  expect(dated).toBe(panels)
  await second(36)
  // Whoever promised a position every 30 s is past it; the others' promises still hold.
  const still = fleet.units.filter((u) => !EVERY_30_S.has(u.sourceId)).length
  expect(await wall.panel('力量')).toContain(`定位有效 ${still}`)
  expect(await wall.trust()).toBeLessThan(40)
  expect(await wall.documents()).toEqual(before)
})

it('comes back by itself to the server’s picture, with what happened meanwhile', async () => {
  network.release()
  const healedAt = performance.now()
  await wall.until('it is live again', async () => (await wall.connection()).state === 'live', 12_000)
  const liveAt = performance.now()
  await wall.until('it shows both incidents', async () => (await wall.panel('在办事件')).startsWith('在办事件 2'), 3_000)
  await holdsTheServersPicture(8_000)
  console.log(`network back: live after ${Math.round(liveAt - healedAt)} ms, equal ${Math.round(performance.now() - liveAt)} ms later`)
})

it('outlives a server that is killed and started again on the same data', async () => {
  await server.kill()
  await wall.until('it says that the server is gone', async () => (await text()).includes('与服务器的连接中断'), 20_000)
  expect(await wall.panel('在办事件')).toContain('居民楼起火')
  const ready = await server.start()
  const readyAt = performance.now()
  await wall.until('it is live again', async () => (await wall.connection()).state === 'live', 15_000)
  const liveAt = performance.now()
  await holdsTheServersPicture(8_000)
  console.log(`server killed: ready again in ${Math.round(ready)} ms, wall live ${Math.round(liveAt - readyAt)} ms later, equal after ${Math.round(performance.now() - liveAt)} ms more`)
})

it('names the one feed that stopped, with its last time, and nothing else', async () => {
  await second(95)
  await shoot('90-s')
  const trouble = await wall.panel('故障')
  expect(trouble).toMatch(/消防定位 JT\/T 808 中断/)
  expect(trouble).toMatch(/末次 \d\d:\d\d:\d\d/)
  expect(trouble).not.toContain('公安定位')
  const trust = await wall.trust()
  expect(trust).toBeGreaterThan(80)
  expect(trust).toBeLessThan(100)
})

it('says that it is restored, and is whole again', async () => {
  fleet.silent.clear()
  await wall.until('the green word', async () => (await wall.panel('故障')).includes('已恢复'), 15_000)
  await shoot('after')
  await wall.until('the trouble is gone', async () => (await wall.panel('故障')) === '', 20_000)
  expect(await wall.trust()).toBe(100)
  await holdsTheServersPicture(8_000)
  expect(wall.complaints).toEqual([])
  console.log(`screenshots: ${shots}`)
})
