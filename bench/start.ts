import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { serverProcess } from '../scripts/prove/rig/serverProcess'
import { interleaved, plain, round, type Bench } from './measure'

/** A first start: a database is made, the pack goes in, the demonstration's past week is written. Then another on what is there. */
async function startTwice(): Promise<{ first: number; existing: number }> {
  const server = serverProcess({ demo: 'on' })
  try {
    const first = await server.start()
    await server.stop()
    return { first, existing: await server.start() }
  } finally {
    await server.close()
  }
}

/** One script the wall loads, in the order of asking, with its size as gzip makes it, in KB of 1000 bytes. */
interface Script { name: string; kb: number }

async function scriptsOfWall(port: number): Promise<Script[]> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    const asked: Promise<Script>[] = []
    page.on('request', (r) => {
      const name = new URL(r.url()).pathname.split('/').at(-1)!
      if (/\.m?js$/.test(name)) asked.push(r.response().then((a) => a!.body()).then((body) => ({ name, kb: gzipSync(body).length / 1000 })))
    })
    await page.goto(`http://127.0.0.1:${port}/wall`)
    await page.waitForRequest((r) => CHARTS.test(new URL(r.url()).pathname), { timeout: 30_000 }).catch(() => null)
    // What comes late on purpose (the lunar calendar) belongs to the whole.
    await page.waitForTimeout(5000)
    return await Promise.all(asked)
  } finally {
    await browser.close()
  }
}

const CHARTS = /(^|\/)charts-/

/** What the wall asks for before the chart chunk, and all it loads but that chunk. */
async function weighScripts(say: (text: string) => void): Promise<{ before: number; allButCharts: number }[]> {
  const server = serverProcess()
  const sum = (scripts: readonly Script[]) => scripts.reduce((n, s) => n + s.kb, 0)
  try {
    await server.start()
    const { weights } = await interleaved({
      weights: async () => {
        const scripts = await scriptsOfWall(server.port)
        const charts = scripts.findIndex((s) => CHARTS.test(s.name))
        if (charts < 0) throw new Error('the wall loaded no chart chunk: what comes before it is not known')
        return { scripts, before: sum(scripts.slice(0, charts)), allButCharts: sum(scripts.filter((s) => !CHARTS.test(s.name))) }
      },
    }, { warmUp: 0, onRound: (n, r) => { if (n === 1) for (const s of r.weights.scripts) say(`  ${s.name} ${round(s.kb)} KB`) } })
    return weights
  } finally {
    await server.close()
  }
}

const bench: Bench = {
  about: 'From process start to ready, on an empty folder and on existing data; and what the wall’s scripts weigh.',
  async run(say) {
    const { twice } = await interleaved({ twice: startTwice }, { onRound: (n, r) => say(`round ${n}: first ${Math.round(r.twice.first)} ms, existing ${Math.round(r.twice.existing)} ms`) })
    const weights = await weighScripts(say)
    return [
      plain({ bench: 'start', metric: 'ready_existing', unit: 's', bar: '≤ 3' }, twice.map((t) => t.existing / 1000)),
      plain({ bench: 'start', metric: 'ready_first', unit: 's', bar: '≤ 8' }, twice.map((t) => t.first / 1000)),
      plain({ bench: 'start', metric: 'wall_js_gz_before_charts', unit: 'KB', bar: '≤ 260' }, weights.map((w) => w.before)),
      plain({ bench: 'start', metric: 'wall_js_gz_all_but_charts', unit: 'KB' }, weights.map((w) => w.allButCharts)),
    ]
  },
}
export default bench
