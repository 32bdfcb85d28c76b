import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { readConfig } from '../server/src/config'
import { startServer, type Running } from '../server/src/server'

/** Headless, without a graphics card, and quiet on the network: all it may reach is this machine. */
export const BROWSER_ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage',
]

/** A real server with its own database and a browser, for one journey. */
export interface Stage {
  url: string
  browser: Browser
  /** A fresh browser profile at a face, such as `/desk`. Errors of the page fail the journey at its end. */
  open(path: string): Promise<Page>
  /** Stops the server as a restart does; the data stays. */
  stopServer(): Promise<void>
  /** Starts it again on the same port and data. */
  startServer(): Promise<void>
  /** Lets the demonstration's clock run at another rate. */
  tempo(rate: number): Promise<void>
  /** What pages complained of, without what a lost connection makes a browser say. */
  complaints: string[]
  close(): Promise<void>
}

/** Opens the stage: the demonstration's doors with nothing moving, on a free port, over the built client. */
export async function openStage(district = 'wucheng'): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'liandong-e2e-'))
  // As root the database runs as another user, who must be able to pass through.
  chmodSync(folder, 0o711)
  let port = 0
  let server: Running | null = null
  const start = async () => {
    server = await startServer(readConfig({ PORT: String(port), DATA_DIR: join(folder, 'data'), DISTRICT: district, DEMO: 'still', TLS: 'off', INNER_PORT: '0', LOG_LEVEL: 'silent' }))
    port = server.port
  }
  const stop = async () => {
    await server?.stop()
    server = null
  }
  await start()
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: BROWSER_ARGS })
  const complaints: string[] = []
  const url = `http://localhost:${port}`
  return {
    url, browser, complaints,
    async open(path) {
      const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })).newPage()
      page.on('pageerror', (e) => complaints.push(e.message))
      page.on('console', (m) => { if (m.type() === 'error' && !/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(m.text())) complaints.push(m.text()) })
      await page.goto(`${url}${path}`)
      return page
    },
    stopServer: stop,
    startServer: start,
    async tempo(rate) {
      const answer = await fetch(`${url}/demo/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ rate, source: 'demo' }) })
      if (!answer.ok) throw new Error(`the clock answered ${answer.status}`)
    },
    async close() {
      await browser.close()
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
