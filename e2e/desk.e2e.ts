import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { barriers } from './barriers'
import { openStage, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(async () => { await stage?.close() })

/** A desk that is connected and has its registers. */
async function desk(): Promise<Page> {
  const page = await stage.open('/desk')
  await page.getByRole('status').getByText('已连接').waitFor()
  await page.getByText('当前无在办事件').or(page.locator('[id^="queue-"]').first()).first().waitFor()
  return page
}
const type = (page: Page, text: string) => page.keyboard.type(text)
const press = async (page: Page, ...keys: string[]) => { for (const k of keys) await page.keyboard.press(k) }
const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
const queueRow = (page: Page, text: string) => page.locator('[id^="queue-"]').filter({ hasText: text })

it('goes from the call to the file by keyboard alone, and an order nobody answers escalates on screen', async () => {
  const page = await desk()

  // Report: letters typed into the form are words, not verbs.
  await press(page, 'n')
  await type(page, '城北街道八一北街 nnn 18 层住宅')
  await press(page, 'Enter')
  await type(page, 'jmlqh')
  await press(page, 'Enter')
  await type(page, '电表间冒烟')
  await press(page, 'Control+s')
  const row = queueRow(page, '八一北街')
  await row.waitFor()
  expect(await row.innerText()).toContain('待受理')

  // Accept.
  await press(page, 'a')
  await queueRow(page, '已受理').waitFor()

  // Order one unit in a sentence: the first Enter only shows what would happen.
  await press(page, '/')
  await type(page, '派 城北 2 → 当前')
  await press(page, 'Enter')
  await says(page, /派 1 队 → 0001/)
  expect(await page.locator('[id^="order-"]').count()).toBe(0)
  await press(page, 'Enter')
  await page.locator('[id^="order-"]').filter({ hasText: '城北 2' }).waitFor()
  await queueRow(page, '已派单').waitFor()

  // Nobody answers: 60 s of a P1, at sixty times the pace.
  await stage.tempo(60)
  const alert = page.locator('[id^="alert-"]').filter({ hasText: '城北 2 签收超时' })
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(/后自动报|正在报|已报至/)
  await stage.tempo(1)

  // Confirm it: the ladder stops for everyone.
  await press(page, '2', 'a')
  await says(page, /已确认 .*不再上报/)
  await says(page, '当前无待确认告警')

  // The file tells the story.
  await press(page, '1', 'f')
  const file = page.getByRole('list', { name: '档案' })
  for (const line of ['接报', '受理', '下达指令：城北 2', /签收超时：城北 2 → 已报 单位值班员/, /告警已确认/]) await file.getByText(line).first().waitFor()
  await page.context().close()
})

it('reports for a unit by phone, takes an order back, and ends the incident with its consequences said', async () => {
  const page = await desk()
  await queueRow(page, '八一北街').waitFor()
  await press(page, '3', 'a')
  await page.locator('[id^="order-"]').filter({ hasText: '已签收' }).waitFor()
  await press(page, 'e', 'o')
  await page.getByRole('button', { name: '反馈 R' }).waitFor()
  await press(page, 'r')
  await type(page, '明火已灭')
  await press(page, 'Enter')
  await page.locator('[id^="order-"]').filter({ hasText: '处置中' }).waitFor()

  // A second order, taken back at once.
  await press(page, '/')
  await type(page, '派 巡 01')
  await press(page, 'Enter', 'Enter')
  await says(page, /已下达 巡 01/)
  await press(page, 'z')
  await page.locator('[id^="order-"]').filter({ hasText: '已撤回' }).waitFor()

  // An organisation is ordered by its name, without a unit of its.
  await press(page, '/')
  await type(page, '派 供电')
  await press(page, 'Enter', 'Enter')
  await says(page, /已下达 供电/)
  await page.locator('[id^="order-"]').filter({ hasText: '供电' }).waitFor()
  await press(page, 'z')
  await page.locator('[id^="order-"]').filter({ hasText: '已撤回' }).nth(1).waitFor()

  // Resolving waits for the orders, and says so; then it spells out what follows.
  await press(page, '1', 's')
  await says(page, /还有 1 条指令未完/)
  await press(page, '3', 'Home', 'd')
  await page.locator('[id^="order-"]').filter({ hasText: '已完成' }).waitFor()
  await press(page, '1', 's')
  await says(page, '随后须核查或回访，时限开始计。')
  await press(page, 'Enter')
  await queueRow(page, '已办结').waitFor()
  await press(page, 'v')
  await queueRow(page, '核查中').waitFor()
  await press(page, 'c')
  await says(page, /结案后不能再派单或返工/)
  await press(page, 'Enter')
  await says(page, '当前无在办事件')
  await page.context().close()
})

it('lets one of two desks have a unit and tells the other who holds it', async () => {
  const [one, two] = [await desk(), await desk()]
  await press(one, '/')
  await type(one, '新 城东街道人民东路 jmlqh')
  await press(one, 'Enter', 'Enter')
  for (const page of [one, two]) await queueRow(page, '已受理').waitFor()
  for (const page of [one, two]) {
    await press(page, '/')
    await type(page, '派 急救 01 → 人民东路')
    await press(page, 'Enter')
    await says(page, '再按回车执行')
  }
  await Promise.all([press(one, 'Enter'), press(two, 'Enter')])
  for (const page of [one, two]) await page.locator('[id^="order-"]').filter({ hasText: '急救 01' }).waitFor()
  // The loser either was refused by the door or saw its preview change before it could send.
  const told = await Promise.race([one, two].map((page) => page.getByText(/急救 01 现在不能派：已派，在 WC-\d+-\d+ 居民楼起火/).first().waitFor().then(() => true)))
  expect(told).toBe(true)
  for (const page of [one, two]) expect(await page.locator('[id^="order-"]').count()).toBe(1)
  for (const page of [one, two]) await page.context().close()
})

it('keeps every letter through a reload and a lost server, and sends once it is back', async () => {
  const page = await desk()
  await press(page, 'n')
  await type(page, '雅畈镇 中心小学南门')
  await page.reload()
  await page.getByText('新警 登记中').waitFor()
  await press(page, 'n')
  expect(await page.locator('input[name="place"]').inputValue()).toBe('雅畈镇 中心小学南门')

  await stage.stopServer()
  await says(page, /连接断开/)
  // What was on screen stays readable.
  expect(await queueRow(page, '人民东路').count()).toBe(1)
  await type(page, 'jmlqh')
  await press(page, 'Enter', 'Control+s')
  await says(page, '发送中… 未连接，连上自动送达')
  await stage.startServer()
  await queueRow(page, '中心小学南门').waitFor({ timeout: 60_000 })
  expect(await queueRow(page, '中心小学南门').count()).toBe(1)
  await says(page, /已登记 WC-/)
  await page.context().close()
})

it('has no barrier that axe can find, in both languages', async () => {
  const page = await desk()
  await queueRow(page, '人民东路').waitFor()
  expect(await barriers(page)).toEqual([])
  await press(page, 'n')
  expect(await barriers(page)).toEqual([])
  await page.goto(`${stage.url}/desk?lang=en`)
  await page.getByRole('status').getByText('Connected').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.context().close()
})

it('had nothing to complain of', () => {
  expect(stage.complaints).toEqual([])
})
