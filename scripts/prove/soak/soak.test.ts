import { afterAll, beforeAll, expect, it } from 'vitest'
import { leakInPage, leakInServer } from './leaks'
import { Soak } from './soak'
import { judge, type Bounds } from './verdict'

// The same search as the journeys'; a script without types.
const { findChromium } = (await import(new URL('../../check/chromium.mjs', import.meta.url).href)) as { findChromium(env: NodeJS.ProcessEnv): string | undefined }
const chromium = findChromium(process.env)
if (!chromium && process.env.CI) throw new Error('no Chromium: the soak in short can\'t run')

/**
 * The short form of `npm run prove -- soak`: a small city for some minutes, with no past. What is counted must be flat. Heaps
 * may grow here, because nothing is old enough to be let go of yet and the kept changes are still filling: only a burst is
 * looked for.
 */
const SHORT: Bounds = { heapMbPerHour: 400, drift: 0.1 }
const LOOKS = 5
let soak: Soak
beforeAll(async () => {
  if (!chromium) return console.warn('NO CHROMIUM FOUND: the soak in short did not run.')
  process.env.CHROMIUM = chromium
  soak = await Soak.open({ seed: 11, rate: 30, pastMinutes: 0, units: 120, perMinute: 40, entries: false, say: () => undefined })
}, 120_000)
afterAll(() => soak?.close())

it.skipIf(!chromium)('leaves the wall and the server no larger, while views rotate and the line is cut', async () => {
  const verdict = judge(await soak.watch(LOOKS, 1), SHORT)
  expect([...verdict.page, ...verdict.server, ...soak.wall.complaints], verdict.figures.join('\n')).toEqual([])
  expect(soak.reconnects).toBeGreaterThan(0)
}, 240_000)

it.skipIf(!chromium)('would not, and this says so, with a leak in each', async () => {
  await leakInPage(soak.wall.page)
  await leakInServer(soak.meter)
  const verdict = judge(await soak.watch(LOOKS - 1, 1), SHORT)
  expect(verdict.page.join(), verdict.figures.join('\n')).toContain('listeners')
  expect(verdict.server.join(), verdict.figures.join('\n')).toContain('handles')
}, 240_000)
