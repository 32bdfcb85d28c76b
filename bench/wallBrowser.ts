import { readdirSync, readFileSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage',
]

export interface BenchBrowser {
  browser: Browser
  /** CPU milliseconds all its processes have used so far; null where /proc doesn't exist. */
  cpuMs(): number | null
}

/** Linux counts CPU in ticks of 10 ms (USER_HZ is 100 on every platform Chromium ships for). */
const TICK_MS = 10

/** Starts the machine's Chromium, drawing in software as on a wall without a graphics card. */
export async function openBrowser(): Promise<BenchBrowser> {
  // The same search as the tests'; a script without types.
  const { findChromium } = (await import(new URL('../scripts/check/chromium.mjs', import.meta.url).href)) as { findChromium(env: NodeJS.ProcessEnv): string | undefined }
  const executablePath = findChromium(process.env)
  if (!executablePath) throw new Error('bench wall needs Chromium: install it, or name it in CHROMIUM')
  const before = new Set(children(process.pid))
  const browser = await chromium.launch({ executablePath, args: ARGS })
  const root = children(process.pid).find((pid) => !before.has(pid))
  return { browser, cpuMs: () => (root === undefined ? null : usedBy(root)) }
}

interface Stat {
  parent: number
  ticks: number
}

function statOf(pid: number): Stat | null {
  try {
    // Fields follow the last bracket, because a program's name may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()!.split(' ')
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return null
  }
}

function all(): Map<number, Stat> {
  try {
    return new Map(readdirSync('/proc').filter((n) => /^\d+$/.test(n)).flatMap((n) => {
      const s = statOf(Number(n))
      return s ? [[Number(n), s] as const] : []
    }))
  } catch {
    return new Map()
  }
}

const children = (parent: number): number[] => [...all()].filter(([, s]) => s.parent === parent).map(([pid]) => pid)

/** CPU of a process and everything below it that still lives. */
function usedBy(root: number): number | null {
  const stats = all()
  if (!stats.has(root)) return null
  const sum = (pid: number): number => stats.get(pid)!.ticks + [...stats].filter(([, s]) => s.parent === pid).reduce((n, [child]) => n + sum(child), 0)
  return sum(root) * TICK_MS
}
