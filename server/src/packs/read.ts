import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { REGISTRIES } from '@liandong/shared/areas'
import { District } from '@liandong/shared/kernel/district'
import { Id, type TSchema } from '@liandong/shared/kernel/schema'
import { Simulation } from './simulation'

/** A record as `PutRecords` takes it. */
export interface PackRecord {
  kind: string
  id: string
  after: unknown
}

export interface Pack {
  district: District
  /** In an order in which each record only names records before it. */
  records: PackRecord[]
  /** Absolute folder of the GeoJSON layers that `district.layers` name. */
  mapDir: string
  simulation?: Simulation
}

/** A pack that can't be used. The message names file, id and path. */
export class PackError extends Error {
  override readonly name = 'PackError'
  readonly plain = true
}

/** Registries in the order in which they may refer to each other. */
const ORDER = ['area', 'organisation', 'source', 'incidentKind', 'policy', 'runCard', 'keySite', 'unit'] as const

/**
 * Reads the pack `id` under `root` (`district.json`, `records/*.json`, `map/*.json`, `simulation.json`) and checks
 * all of it against the schemas. Adds the record of the incident numbers' prefix.
 * @throws PackError naming the file, the record and the path of the first fault.
 */
export function readPack(root: string, id: string): Pack {
  const folder = join(root, id)
  if (!existsSync(join(folder, 'district.json'))) {
    throw new PackError(`there is no district pack "${id}"; there are: ${packIds(root).join(', ')}`)
  }
  const district = checked<District>(District, readJson(folder, 'district.json'), `${id}/district.json`)
  const mapDir = join(folder, 'map')
  for (const layer of district.layers) {
    if (!existsSync(join(mapDir, layer.file))) throw new PackError(`${id}/district.json: layer ${layer.id} names map/${layer.file}, which doesn't exist`)
  }
  const records = ORDER.flatMap((kind) => readRecords(folder, id, kind))
  checkReferences(id, records)
  records.unshift({ kind: 'numbering', id: 'incident', after: { prefix: district.numberPrefix } })
  const simulation = existsSync(join(folder, 'simulation.json'))
    ? { simulation: checked<Simulation>(Simulation, readJson(folder, 'simulation.json'), `${id}/simulation.json`) }
    : {}
  return { district, records, mapDir, ...simulation }
}

/** Names of the packs under a folder. */
export const packIds = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true }).filter((d) => d.isDirectory() && existsSync(join(root, d.name, 'district.json'))).map((d) => d.name).sort()

function readJson(folder: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'))
  } catch (e) {
    throw new PackError(`${file} is not readable JSON: ${(e as Error).message}`)
  }
}

function checked<T>(schema: TSchema, value: unknown, where: string): T {
  const compiled = Compile(schema)
  if (!compiled.Check(value)) {
    const [first] = compiled.Errors(value)
    throw new PackError(`${where}${first ? ` at ${first.instancePath || '/'}: ${first.message}` : ' is not valid'}`)
  }
  return value as T
}

function readRecords(folder: string, pack: string, kind: string): PackRecord[] {
  const file = `records/${kind}.json`
  const registry = REGISTRIES.find((r) => r.kind === kind)
  if (!registry) throw new PackError(`there is no registry "${kind}"`)
  if (!existsSync(join(folder, file))) return []
  const content = readJson(folder, file)
  if (content === null || typeof content !== 'object' || Array.isArray(content)) throw new PackError(`${pack}/${file} must be an object of id → record`)
  const schema = Compile(registry.schema)
  const ids = Compile(Id)
  return Object.entries(content).map(([id, after]) => {
    if (!ids.Check(id)) throw new PackError(`${pack}/${file}: "${id}" can't be an id`)
    if (!schema.Check(after)) {
      const [first] = schema.Errors(after)
      throw new PackError(`${pack}/${file}, record "${id}"${first ? ` at ${first.instancePath || '/'}: ${first.message}` : ''}`)
    }
    return { kind, id, after }
  })
}

/** Fields that name a record of another registry. */
const REFERENCES: { field: string; kind: string }[] = [
  { field: 'orgId', kind: 'organisation' }, { field: 'areaId', kind: 'area' }, { field: 'sourceId', kind: 'source' }, { field: 'kindId', kind: 'incidentKind' },
]

function checkReferences(pack: string, records: readonly PackRecord[]): void {
  const known = new Set(records.map((r) => `${r.kind}:${r.id}`))
  for (const r of records) {
    const fields = r.after as Record<string, unknown>
    for (const { field, kind } of [...REFERENCES, { field: 'parent', kind: r.kind }]) {
      const to = fields[field]
      if (typeof to === 'string' && !known.has(`${kind}:${to}`)) {
        throw new PackError(`${pack}/records/${r.kind}.json, record "${r.id}" at /${field}: there is no ${kind} "${to}"`)
      }
    }
  }
}
