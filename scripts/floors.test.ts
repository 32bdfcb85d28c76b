import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')

/** The oldest versions that may be installed, by major where several are alive; below each there is a hole somebody has written up. */
const FLOORS: [name: string, floors: string[], why: string][] = [
  ['socket.io-parser', ['4.2.7'], 'CVE-2026-69185: memory; CVE-2026-33151: attachments; CVE-2023-32695: crash by one packet'],
  ['socket.io', ['4.8.4'], 'CVE-2024-38355: crash by an unhandled error'],
  ['engine.io', ['6.6.9'], 'CVE-2022-21676: crash by a crafted upgrade; what came after it'],
  ['ws', ['8.21.0'], 'CVE-2026-48779, CVE-2026-45736'],
  ['fastify', ['5.12.3'], 'CVE-2026-16732, CVE-2026-3635: spoofed X-Forwarded; CVE-2026-25223, CVE-2026-33806, CVE-2025-32442: a content type that skips validation'],
  ['fast-uri', ['3.1.7', '4.1.4'], 'CVE-2026-84292, CVE-2026-76172, CVE-2026-75899'],
  ['@fastify/static', ['9.1.1'], 'CVE-2026-6414: %2F goes round a guard'],
  ['@fastify/http-proxy', ['11.4.4'], 'CVE-2026-33805'],
  ['vite', ['6.4.3', '7.3.4', '8.0.5'], 'CVE-2026-39363 to 39365: its server reads any file; it is never exposed, and still'],
  ['echarts', ['6.1.0'], 'CVE-2026-45249: HTML in the tooltip of lines'],
  ['leaflet', ['1.9.4'], 'CVE-2025-69993 will not be mended: its HTML sinks are kept shut by lint; below 1.9.4 there are more'],
  ['fast-xml-parser', ['5.7.0'], 'CVE-2026-25896, CVE-2026-26278, CVE-2026-33036, CVE-2026-33349: entities'],
]

const numbers = (version: string): number[] => version.split(/[.-]/).slice(0, 3).map(Number)
const below = (a: string, b: string): boolean => {
  const [x, y] = [numbers(a), numbers(b)]
  const at = x.findIndex((n, i) => n !== y[i])
  return at >= 0 && x[at]! < y[at]!
}

/** Whether a version is under the floor of its own major; a major older than every floor is, a newer one is not. */
function isBelow(version: string, floors: readonly string[]): boolean {
  const own = floors.find((f) => numbers(f)[0] === numbers(version)[0])
  return own === undefined ? below(version, floors[0]!) : below(version, own)
}

interface Lock { packages: Record<string, { resolution: { integrity?: string } }> }
const lock = parse(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')) as Lock
const locked = Object.keys(lock.packages).map((key) => ({ name: key.slice(0, key.lastIndexOf('@')), version: key.slice(key.lastIndexOf('@') + 1) }))

describe('what is installed', () => {
  it.each(FLOORS)('%s is nowhere below %j: %s', (name, floors) => {
    expect(locked.filter((p) => p.name === name && isBelow(p.version, floors)).map((p) => p.version)).toEqual([])
  })

  it('would be found below a floor, in every major', () => {
    const found = ['3.1.6', '3.1.7', '4.0.9', '4.1.3', '4.1.4', '2.9.9', '5.0.0'].filter((v) => isBelow(v, ['3.1.7', '4.1.4']))
    expect(found).toEqual(['3.1.6', '4.0.9', '4.1.3', '2.9.9'])
    expect(locked.length).toBeGreaterThan(300)
    expect(FLOORS.filter(([name]) => locked.some((p) => p.name === name)).length).toBeGreaterThanOrEqual(9)
  })

  it('is held by its hash, every single package', () => {
    expect(Object.entries(lock.packages).filter(([, p]) => !p.resolution.integrity?.startsWith('sha512-')).map(([key]) => key)).toEqual([])
  })
})

interface Manifest { name: string; version: string; license?: string | { type: string }; licenses?: { type: string }[]; dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Where a package's dependency lies, as Node looks for it; undefined for an optional one of another platform. */
function find(from: string, name: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const at = join(dir, 'node_modules', name)
    if (existsSync(join(at, 'package.json'))) return realpathSync(at)
    if (dir === dirname(dir)) return undefined
  }
}

/** Every package that ships: dependencies of the three rooms and theirs, read where they are installed. */
function shipped(): { folder: string; manifest: Manifest }[] {
  const seen = new Map<string, Manifest>()
  const visit = (folder: string): void => {
    if (seen.has(folder)) return
    const manifest = manifestOf(folder)
    seen.set(folder, manifest)
    for (const [names, optional] of [[Object.keys(manifest.dependencies ?? {}), false], [Object.keys(manifest.optionalDependencies ?? {}), true]] as const) {
      for (const name of names) {
        const at = find(folder, name)
        if (at) visit(at)
        else if (!optional && !(name in (manifest.optionalDependencies ?? {}))) throw new Error(`${manifest.name} needs ${name}, which is not installed`)
      }
    }
  }
  for (const room of ['client', 'server', 'shared']) visit(join(root, room))
  return [...seen].filter(([folder]) => folder.includes('node_modules')).map(([folder, manifest]) => ({ folder, manifest }))
}

const licenceOf = (m: Manifest): string => (typeof m.license === 'string' ? m.license : m.license?.type ?? m.licenses?.map((l) => l.type).join(' OR ') ?? 'none stated')

/** What an operator may be handed with this product without any further duty but to name it. */
const FREE = /^(MIT|MIT-0|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|CC0-1\.0|BlueOak-1\.0\.0|Unlicense|Python-2\.0|PostgreSQL|OFL-1\.1|Zlib|WTFPL)$/

/** One of several that may be chosen is enough; of several that hold together each must be. */
const isFree = (licence: string): boolean => licence.replace(/[()]/g, '').split(/ OR /i).some((one) => one.split(/ AND /i).every((l) => FREE.test(l.trim())))

describe('what ships', () => {
  it('is free of licences that would bind whoever runs it', () => {
    const packages = shipped()
    expect(packages.filter(({ manifest }) => !isFree(licenceOf(manifest))).map(({ manifest: m }) => `${m.name}@${m.version}: ${licenceOf(m)}`)).toEqual([])
    expect(packages.length).toBeGreaterThan(80)
  })

  it('would be found if it were not', () => {
    expect(['GPL-3.0', 'AGPL-3.0-only', 'LGPL-2.1', '(MIT AND GPL-2.0)', 'SEE LICENSE IN x', 'none stated'].filter(isFree)).toEqual([])
    expect(['(MIT OR GPL-3.0)', 'MIT', '(BSD-3-Clause AND Apache-2.0)'].filter((l) => !isFree(l))).toEqual([])
  })
})
