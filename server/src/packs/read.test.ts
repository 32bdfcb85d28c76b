import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packIds, readPack } from './read'

const PACKS = import.meta.dirname
let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packs-'))
  cpSync(join(PACKS, 'san-francisco'), join(root, 'bay'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const change = (file: string, edit: (content: Record<string, Record<string, unknown>>) => void) => {
  const path = join(root, 'bay', file)
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>
  edit(content)
  writeFileSync(path, JSON.stringify(content))
}

it('reads a pack whole, records in an order in which they only name earlier ones', () => {
  const pack = readPack(root, 'bay')
  const kinds = [...new Set(pack.records.map((r) => r.kind))]
  expect(kinds).toEqual(['numbering', 'area', 'organisation', 'source', 'incidentKind', 'policy', 'unit'])
  expect(pack.records.filter((r) => r.kind === 'unit')).toHaveLength(168)
  expect(pack.simulation).toBeUndefined()
})

it('names the packs there are when asked for another', () => {
  expect(packIds(root)).toEqual(['bay'])
  expect(() => readPack(root, 'atlantis')).toThrow('there is no district pack "atlantis"; there are: bay')
})

it('names file, record and path of a fault', () => {
  change('records/unit.json', (units) => (units.E41!.crewSize = 0))
  expect(() => readPack(root, 'bay')).toThrow(/^bay\/records\/unit.json, record "E41" at \/crewSize: /)
})

it('refuses a field it does not know', () => {
  change('records/area.json', (areas) => (areas.sf!.population = 1))
  expect(() => readPack(root, 'bay')).toThrow(/^bay\/records\/area.json, record "sf"/)
})

it('refuses a reference that leads nowhere', () => {
  change('records/unit.json', (units) => (units.E41!.orgId = 'nobody'))
  expect(() => readPack(root, 'bay')).toThrow('bay/records/unit.json, record "E41" at /orgId: there is no organisation "nobody"')
})

it('refuses a layer without its file', () => {
  rmSync(join(root, 'bay/map/cells.json'))
  expect(() => readPack(root, 'bay')).toThrow("layer cells names map/cells.json, which doesn't exist")
})

it('says which file is not JSON', () => {
  writeFileSync(join(root, 'bay/records/area.json'), '{')
  expect(() => readPack(root, 'bay')).toThrow(/^records\/area.json is not readable JSON/)
})
