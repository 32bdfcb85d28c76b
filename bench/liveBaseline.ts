import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { Server } from 'socket.io'

/** A bare Socket.IO emit to one idle page that writes it into one element: the least that "event → painted" can take. */
export interface Baseline {
  page: Page
  /** Emits mark number `n`; answers this process's monotonic instant just before. */
  emit(n: number): number
  /** Instants of the page at which marks had been painted. */
  seen(): Promise<{ mark: number; at: number }[]>
  close(): Promise<void>
}

const PAGE = `<!doctype html><meta charset="utf-8"><p id="mark"></p><script src="/socket.io/socket.io.js"></script><script>
window.seen = []
const p = document.getElementById('mark')
const socket = io({ transports: ['websocket'] })
socket.on('connect', () => { window.ready = true })
socket.on('mark', (mark) => {
  p.textContent = mark
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => window.seen.push({ mark, at: performance.now() })
    port2.postMessage(0)
  })
})
</script>`

export async function openBaseline(browser: Browser): Promise<Baseline> {
  const http = createServer((_req, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end(PAGE))
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const page = await (await browser.newContext({ viewport: { width: 800, height: 600 } })).newPage()
  await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`)
  await page.waitForFunction(() => (window as unknown as { ready?: boolean }).ready)
  return {
    page,
    emit(n) {
      const at = performance.now()
      io.emit('mark', n)
      return at
    },
    seen: () => page.evaluate(() => (window as unknown as { seen: { mark: number; at: number }[] }).seen.splice(0)),
    close: async () => void await io.close(),
  }
}
