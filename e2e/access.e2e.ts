import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../server/src/config'
import { totpCode } from '../server/src/features/access/totp'
import { startServer, type Running } from '../server/src/server'
import { barriers } from './barriers'
import { BROWSER_ARGS } from './stage'

/** A server as an installation starts it: HTTPS with an authority of its own, no demonstration, no account. */
let server: Running
let browser: Browser
let folder: string
const complaints: string[] = []

/** The key of the server's certificate, so that the browser trusts this server and no other. */
const keyOf = (port: number) => new Promise<string>((resolve, reject) => {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false }, () => {
    const key = socket.getPeerX509Certificate()!.publicKey.export({ type: 'spki', format: 'der' })
    socket.destroy()
    resolve(createHash('sha256').update(key).digest('base64'))
  })
  socket.on('error', reject)
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liandong-access-'))
  chmodSync(folder, 0o711)
  server = await startServer(readConfig({ PORT: '0', INNER_PORT: '0', DATA_DIR: join(folder, 'data'), DISTRICT: 'wucheng', DEMO: 'off', LOG_LEVEL: 'silent' }))
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...BROWSER_ARGS, `--ignore-certificate-errors-spki-list=${await keyOf(server.port)}`],
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody's own browser. */
async function somebody(path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })).newPage()
  page.on('pageerror', (e) => complaints.push(e.message))
  page.on('console', (m) => { if (m.type() === 'error' && !/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(m.text())) complaints.push(m.text()) })
  await page.goto(path.startsWith('https:') ? path : `${server.url}${path}`)
  return page
}
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
/** What stood in the way of somebody who can't see or use a mouse, page by page. */
const found: string[] = []
/** Looks a page over for barriers, and takes its picture where somebody asked for pictures. */
async function picture(page: Page, name: string): Promise<void> {
  found.push(...(await barriers(page)).map((b) => `${name}: ${b}`))
  const at = process.env.PICTURES
  if (!at) return
  for (const [width, height] of [[1920, 1080], [390, 844]] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(at, `${name}-${width}.png`) })
  }
  await page.setViewportSize({ width: 1920, height: 1080 })
}

const PASSWORD = 'seven bridges, one well'

/** Password, authenticator, recovery codes: from the first field of a link's page to the way in. What the authenticator holds. */
async function setUp(page: Page, shot: string): Promise<string> {
  await field(page, '新密码').fill('too short')
  await page.getByText('9 个字符，还差 3 个').waitFor()
  expect(await button(page, '下一步').isDisabled()).toBe(true)
  await field(page, '新密码').fill(PASSWORD)
  await field(page, '再次输入新密码').fill(PASSWORD)
  await picture(page, `${shot}-1`)
  await button(page, '下一步').click()
  await page.getByRole('img', { name: '身份验证器二维码' }).waitFor()
  const secret = (await page.locator('[data-secret]').innerText()).replace(/\s/g, '')
  await picture(page, `${shot}-2`)
  await field(page, '应用显示的 6 位动态码').fill(totpCode(secret, Date.now()))
  await page.keyboard.press('Enter')
  await page.getByText('恢复码只显示这一次').waitFor()
  expect(await page.locator('ol > li').count()).toBe(10)
  expect(await button(page, '继续').isDisabled()).toBe(true)
  await picture(page, `${shot}-3`)
  await page.getByLabel('我已保存好恢复码').check()
  await button(page, '继续').click()
  await page.waitForURL('**/enter')
  return secret
}

let admin: Page
const links: Record<string, string> = {}

it('the printed link makes the first administrator, and leaves no trace of itself in the address', async () => {
  admin = await somebody(server.setUp!)
  await admin.getByText('首次设置').waitFor()
  expect(admin.url()).toBe(`${server.url}/setup`)
  await field(admin, '用户名').fill('wang.fang')
  await field(admin, '姓名').fill('王芳')
  await setUp(admin, 'setup')
  const again = await somebody(server.setUp!)
  await again.getByText('链接已失效').waitFor()
  await picture(again, 'setup-used')
  await again.context().close()
})

/** Fills the panel of a new person and answers the link that is shown once. */
async function invite(login: string, name: string, role: string, area?: string): Promise<string> {
  await button(admin, '新增人员').click()
  expect(await button(admin, '创建并生成链接').isDisabled()).toBe(true)
  await field(admin, '姓名').fill(name)
  await field(admin, '用户名').fill(login)
  await admin.getByRole('checkbox', { name: role }).check()
  if (area) {
    await admin.getByText('该角色须指定单位或辖区，否则什么也看不到').waitFor()
    await admin.getByRole('combobox', { name: '辖区' }).fill(area)
    await admin.getByRole('option', { name: area }).first().waitFor()
    await picture(admin, 'people-new')
    await admin.getByRole('combobox', { name: '辖区' }).press('Enter')
  }
  await button(admin, '创建并生成链接').click()
  const link = await admin.locator('[data-link]').inputValue()
  await picture(admin, `people-link-${login}`)
  await button(admin, '已交付').click()
  expect(await admin.locator('[data-link]').count()).toBe(0)
  return link
}

it('the administrator makes a dispatcher and a township user, and hands each a link', async () => {
  await admin.goto(`${server.url}/admin?section=people`)
  await admin.getByRole('row', { name: /王芳/ }).waitFor()
  links.dispatcher = await invite('zhang.wei', '张伟', '指挥调度席')
  links.township = await invite('li.na', '李娜', '街镇指挥室', '城北街道')
  await admin.getByRole('row', { name: /李娜/ }).getByText('待设密码').waitFor()
  await button(admin, '关闭').click()
  await picture(admin, 'people')
})

let dispatcher: Page
let township: Page
let dispatcherSecret: string

it('each comes in by its own link', async () => {
  dispatcher = await somebody(links.dispatcher!)
  await dispatcher.getByText('设置账号').waitFor()
  dispatcherSecret = await setUp(dispatcher, 'enrol')
  await picture(dispatcher, 'enter')
  township = await somebody(links.township!)
  await township.getByText('李娜').waitFor()
  await setUp(township, 'enrol-township')
})

const queueRow = (page: Page, text: string) => page.locator('[id^="queue-"]').filter({ hasText: text })
const press = async (page: Page, ...keys: string[]) => { for (const k of keys) await page.keyboard.press(k) }

it('the township sees its own incidents and no others', async () => {
  for (const page of [dispatcher, township]) {
    await page.goto(`${server.url}/desk`)
    await page.getByRole('status').getByText('已连接').waitFor()
  }
  for (const place of ['城北街道八一北街', '雅畈镇中心小学']) {
    await press(dispatcher, '/')
    await dispatcher.keyboard.type(`新 ${place} jmlqh`)
    await press(dispatcher, 'Enter', 'Enter')
    await queueRow(dispatcher, place.slice(-4)).waitFor()
  }
  await queueRow(township, '八一北街').waitFor()
  expect([await queueRow(dispatcher, '').count(), await queueRow(township, '').count()]).toEqual([2, 1])
  expect(await township.getByText('中心小学').count()).toBe(0)
  await picture(township, 'desk-township')
})

const openPerson = async (name: string) => {
  await admin.getByRole('row', { name: new RegExp(name) }).getByRole('button').click()
  await admin.getByRole('complementary', { name }).waitFor()
}

it('a change of its areas reaches its open desk within 5 s', async () => {
  await openPerson('李娜')
  await admin.getByRole('button', { name: '移除 城北街道' }).click()
  await admin.getByRole('combobox', { name: '辖区' }).fill('雅畈镇')
  await admin.getByRole('option', { name: '雅畈镇' }).first().waitFor()
  await admin.getByRole('combobox', { name: '辖区' }).press('Enter')
  await picture(admin, 'people-edit')
  await button(admin, '保存').click()
  const saved = performance.now()
  await queueRow(township, '中心小学').waitFor({ timeout: 5000 })
  await queueRow(township, '八一北街').waitFor({ state: 'detached', timeout: Math.max(1, saved + 5000 - performance.now()) })
  await admin.getByText('已保存，对已打开的画面立即生效').waitFor()
})

it('put out of service, its desk empties itself within 5 s and asks for a sign-in, which is refused in one sentence', async () => {
  await button(admin, '停用').click()
  await picture(admin, 'people-question')
  await admin.getByRole('dialog').getByRole('button', { name: '停用' }).click()
  await township.getByText('尚未登录').waitFor({ timeout: 5000 })
  expect(await township.getByText('中心小学').count()).toBe(0)
  await picture(township, 'desk-out')
  await township.getByRole('link', { name: '登录' }).click()
  await field(township, '用户名').fill('li.na')
  await field(township, '密码').fill(PASSWORD)
  await press(township, 'Enter')
  await township.getByRole('alert').getByText('登录未通过：用户名、密码或动态码不正确').waitFor()
  await picture(township, 'signin-refused')
  await township.context().close()
})

it('an account signs out, comes back with password and code to where it was going, and looks after itself', async () => {
  await dispatcher.goto(`${server.url}/account`)
  await dispatcher.getByRole('heading', { name: '登录会话' }).waitFor()
  await dispatcher.getByText('已绑定，剩余恢复码 10 个').waitFor()
  await picture(dispatcher, 'account')
  await button(dispatcher, '退出登录').click()
  await dispatcher.waitForURL('**/signin')
  await dispatcher.goto(`${server.url}/signin?to=/account`)
  await field(dispatcher, '用户名').fill('Zhang.Wei')
  await field(dispatcher, '密码').fill(PASSWORD)
  await picture(dispatcher, 'signin')
  await press(dispatcher, 'Enter')
  await field(dispatcher, '动态码或恢复码').waitFor()
  await picture(dispatcher, 'signin-code')
  // The step of the code that set it up is spent; the next one counts already.
  await field(dispatcher, '动态码或恢复码').fill(totpCode(dispatcherSecret, Date.now() + 30_000))
  await press(dispatcher, 'Enter')
  await dispatcher.waitForURL('**/account')

  await button(dispatcher, '修改密码').click()
  await field(dispatcher, '当前密码').fill('wrong wrong wrong')
  await field(dispatcher, '动态码或恢复码').fill('000000')
  await field(dispatcher, '新密码').fill('nine hills and a river')
  await field(dispatcher, '再次输入新密码').fill('nine hills and a river')
  await picture(dispatcher, 'account-password')
  await button(dispatcher, '保存新密码').click()
  await dispatcher.getByRole('alert').getByText('当前密码不正确').waitFor()
})

it('had no barrier that axe can find', () => expect(found).toEqual([]))

it('had nothing to complain of', () => expect(complaints).toEqual([]))
