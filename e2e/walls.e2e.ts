import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../server/src/config'
import { totpCode } from '../server/src/features/access/totp'
import { startServer, type Running } from '../server/src/server'

/** Issue 4: over HTTPS, a wall pairs like a television, shows the picture, is taken out of service and says so. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']
const PASSWORD = 'seven bridges, one well'
const folder = mkdtempSync(join(tmpdir(), 'liandong-walls-'))
let server: Running
let browser: Browser
let wall: Page
let admin: Page
const complaints: string[] = []

async function context(width = 1920, height = 1080): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height }, locale: 'zh-CN', ignoreHTTPSErrors: true })
}
async function open(c: BrowserContext, path: string): Promise<Page> {
  const page = await c.newPage()
  page.on('pageerror', (e) => complaints.push(e.message))
  page.on('console', (m) => { if (m.type() === 'error' && !/ERR_|WebSocket connection|Failed to load resource/.test(m.text())) complaints.push(m.text()) })
  await page.goto(server.url + path)
  return page
}
/** Where screenshots go when somebody wants to look at them. */
const shots = process.env.SHOTS ?? join(folder, 'shots')
const shoot = (page: Page, name: string) => page.screenshot({ path: join(shots, `${name}.png`) })

/** Sets up the first administrator through its link, by the same doors its page uses; its browser is signed in. */
async function setUp(c: BrowserContext): Promise<void> {
  const post = async (path: string, data: object): Promise<Record<string, never>> => {
    const answer = await c.request.post(server.url + path, { data, headers: { origin: server.url } })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as Record<string, never>
  }
  const token = server.setUp!.split('#')[1]!
  const { secret } = await post('/api/invite/second-factor', { token, login: 'first' }) as unknown as { secret: string }
  await post('/api/invite', { token, login: 'first', name: '王芳', password: PASSWORD, code: totpCode(secret, Date.now()) })
  await post('/api/session', { login: 'first', password: PASSWORD, code: totpCode(secret, Date.now() + 30_000) })
}

beforeAll(async () => {
  chmodSync(folder, 0o711)
  mkdirSync(shots, { recursive: true })
  server = await startServer(readConfig({ PORT: '0', INNER_PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent' }))
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
  const administrators = await context(1440, 900)
  await setUp(administrators)
  wall = await open(await context(), '/wall')
  admin = await open(administrators, '/admin?section=devices')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const codeOn = async (page: Page) => ((await page.locator('.code').getAttribute('aria-label')) ?? '').trim()

it('shows a code, the district and where to go', async () => {
  await wall.locator('.code').waitFor()
  expect(await codeOn(wall)).toMatch(/^[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}$/)
  expect(await wall.locator('main').innerText()).toContain('婺城')
  expect(await wall.locator('main').innerText()).toContain(new URL(server.url).host)
  await shoot(wall, 'pairing-1920')
  await wall.setViewportSize({ width: 5760, height: 1080 })
  await shoot(wall, 'pairing-5760')
  await wall.setViewportSize({ width: 1920, height: 1080 })
})

it('is approved by an administrator who sees what waits, and then shows the picture by itself', async () => {
  await admin.getByRole('button', { name: '添加大屏' }).click()
  await admin.locator('input[name=code]').fill(await codeOn(wall))
  await admin.getByText('等待核准的屏幕').waitFor()
  await admin.locator('input[name=name]').fill('指挥大厅主屏')
  await admin.locator('input[name=place]').fill('三楼指挥大厅')
  await shoot(admin, 'approve')
  await admin.setViewportSize({ width: 390, height: 844 })
  await shoot(admin, 'approve-390')
  await admin.setViewportSize({ width: 1440, height: 900 })
  await admin.getByRole('button', { name: '核准为大屏' }).click()
  await wall.locator('.wall-screen').waitFor()
  await admin.getByText('指挥大厅主屏', { exact: true }).waitFor()
  await shoot(wall, 'seated')
  await admin.getByText('在线', { exact: true }).waitFor({ timeout: 15_000 })
  await shoot(admin, 'devices')
  await admin.setViewportSize({ width: 390, height: 844 })
  await shoot(admin, 'devices-390')
  await admin.setViewportSize({ width: 1440, height: 900 })
})

it('keeps no cookie on the disk and a key nobody can read, and comes back by it', async () => {
  const cookies = await wall.context().cookies()
  expect(cookies.map((c) => [c.name, c.expires, c.httpOnly, c.secure])).toEqual([['__Host-liandong', -1, true, true]])
  const key = await wall.evaluate(() => new Promise((resolve, reject) => {
    const asked = indexedDB.open('liandong-wall')
    asked.onerror = () => reject(new Error('no database'))
    asked.onsuccess = () => {
      const got = asked.result.transaction('kept').objectStore('kept').get('wall') as IDBRequest<{ key: CryptoKeyPair }>
      got.onsuccess = () => {
        const { privateKey } = got.result.key
        crypto.subtle.exportKey('jwk', privateKey).then(() => resolve('handed out'), () => resolve(privateKey.extractable))
      }
    }
  }))
  expect(key).toBe(false)
  await wall.context().clearCookies()
  await wall.reload()
  await wall.locator('.wall-screen').waitFor()
})

it('is taken out of service after a question, says so within five seconds, and pairs anew when somebody presses a key', async () => {
  await admin.getByRole('button', { name: '停用' }).first().click()
  await admin.getByText('停用“指挥大厅主屏”？').waitFor()
  await shoot(admin, 'revoke')
  await admin.locator('.sheet').getByRole('button', { name: '停用' }).click()
  await wall.locator('.wall-screen').waitFor({ state: 'detached', timeout: 5000 })
  await wall.getByText('此大屏已被停用').waitFor()
  await shoot(wall, 'revoked')
  // Nobody pressed anything: it stays so, also after it was away.
  await wall.reload()
  await wall.getByText('此大屏已被停用').waitFor()
  await wall.keyboard.press('Enter')
  await wall.locator('.code').waitFor()
})

it('no page complained', () => expect(complaints).toEqual([]))
