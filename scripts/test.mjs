// Everything that guards the house: types, lint and import rules, then the tests of each room, then the journeys in a browser.
// The last line is `N passed, N failed`. Arguments are passed to vitest and leave out the checks: `npm test -- order`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { runChecks } from './check/checks.mjs'
import { findChromium } from './check/chromium.mjs'
import { countReport } from './check/countReport.mjs'
import { ROOT, say } from './boot/say.mjs'

const REPORT = join(ROOT, 'node_modules/.cache/vitest-report.json')
// The proofs' short forms mostly wait for servers that come back: two at a time, also where there are only two processors.
const WORKERS = Math.max(2, availableParallelism() - 1)
const args = process.argv.slice(2)
const strict = process.env.CI === 'true'

/** Runs vitest over some projects and counts what it reports. */
async function vitest(projects, env = {}) {
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
  rmSync(REPORT, { force: true })
  const child = spawn(process.execPath, [
    join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--passWithNoTests', '--reporter=default', '--maxWorkers', String(WORKERS), '--reporter=json', `--outputFile.json=${REPORT}`,
    ...projects.flatMap((project) => ['--project', project]), ...args,
  ], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => child.kill(name))
  const code = await new Promise((resolve) => child.on('close', (c) => resolve(c ?? 1)))
  return countReport(existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')) : undefined, code)
}

/** The journeys need a Chromium: without one they are left out with a line that can't be missed, and fail where CI demands it. */
async function journeys() {
  const chromium = findChromium(process.env)
  if (chromium) return vitest(['e2e'], { CHROMIUM: chromium })
  say('NO CHROMIUM FOUND: the journeys in e2e/ did not run. Install chromium, or set CHROMIUM to its path.')
  return { passed: 0, failed: strict ? 1 : 0, skipped: 1 }
}

const parts = []
if (args.length === 0) parts.push({ skipped: 0, ...(await runChecks()) })
const rooms = ['shared', 'server', 'client', 'scripts'].filter((room) => existsSync(join(ROOT, room, 'vitest.config.ts')))
parts.push(await vitest(rooms))
parts.push(await journeys())

const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped (each says why above)`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(sum('failed') > 0 ? 1 : 0)
