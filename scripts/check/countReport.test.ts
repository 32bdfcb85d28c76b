import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
// @ts-expect-error A plain script, without types.
import { findChromium as find } from './chromium.mjs'
// @ts-expect-error A plain script, without types.
import { countReport as count } from './countReport.mjs'

const countReport = count as (report: unknown, exitCode: number) => { passed: number; failed: number; skipped: number }
const findChromium = find as (env: Record<string, string>) => string | undefined

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'liandong-chromium-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const report = (more: object) => ({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [], ...more })

it('counts tests, files that could not be read, and a bad end', () => {
  expect(countReport(report({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 })
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ]
  expect(countReport(report({ numFailedTests: 1, testResults: files }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 })
  expect(countReport(report({}), 1).failed).toBe(1)
  expect(countReport(undefined, 1).failed).toBe(1)
})

it('finds the Chromium that is set, or none; otherwise one on the path', () => {
  const path = join(folder, 'chromium')
  writeFileSync(path, '', { mode: 0o755 })
  expect(findChromium({ CHROMIUM: path })).toBe(path)
  expect(findChromium({ CHROMIUM: join(folder, 'none'), PATH: folder })).toBeUndefined()
  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(path)
})
