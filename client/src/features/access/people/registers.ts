import { readJson } from '../../../live/readJson'

/** A row of `GET /api/registers/:kind`. */
export interface RegisterRow {
  id: string
  name: string
  nameEn: string
  /** Role of an organisation, level of an area. */
  sort: string
  parent: string | null
}

export type RegisterKind = 'organisation' | 'area'
export type Registers = Readonly<Record<RegisterKind, ReadonlyMap<string, RegisterRow>>>

export const NO_REGISTERS: Registers = { organisation: new Map(), area: new Map() }

const read = async (kind: RegisterKind) =>
  new Map((await readJson<{ rows: RegisterRow[] }>(new URL(`/api/registers/${kind}`, location.origin))).rows.map((r) => [r.id, r]))

export async function readRegisters(): Promise<Registers> {
  const [organisation, area] = await Promise.all([read('organisation'), read('area')])
  return { organisation, area }
}

/** Rows whose names or id hold every word of the search; those that begin with it first, wider areas before those in them. */
export function searchRows(rows: ReadonlyMap<string, RegisterRow>, asked: string, most = 8): RegisterRow[] {
  const text = asked.trim().toLowerCase()
  const words = text.split(/\s+/)
  const hits = [...rows.values()].filter((r) => {
    const all = `${r.name}\n${r.nameEn}\n${r.id}`.toLowerCase()
    return words.every((w) => all.includes(w))
  })
  const begins = (r: RegisterRow) => Number(r.name.startsWith(text) || r.nameEn.toLowerCase().startsWith(text))
  return hits.sort((a, b) => begins(b) - begins(a) || depth(rows, a) - depth(rows, b) || (a.id < b.id ? -1 : 1)).slice(0, most)
}

function depth(rows: ReadonlyMap<string, RegisterRow>, row: RegisterRow): number {
  let n = 0
  for (let at: RegisterRow | undefined = row; at?.parent && n < 8; at = rows.get(at.parent)) n++
  return n
}
