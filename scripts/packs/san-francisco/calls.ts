import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** What the pack needs of one unit row of the "Fire Calls for Service" file. */
export interface CallRow {
  unitId: string
  unitType: string
  callType: string
  /** `None` where the file doesn't know. */
  neighborhood: string
  lon: number
  lat: number
}

/** Splits one CSV line; fields may be quoted, a doubled quote is a quote. */
export function csvCells(line: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quoted && c === '"' && line[i + 1] === '"') {
      cell += '"'
      i++
    } else if (c === '"') quoted = !quoted
    else if (c === ',' && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += c
  }
  return [...cells, cell]
}

/** Reads the recorded calls (plain or gzip CSV with a header of snake_case names, WGS-84). */
export function readCalls(file: string): CallRow[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [head, ...lines] = text.trim().split(/\r?\n/)
  const names = csvCells(head ?? '')
  return lines.map((line) => {
    const cells = csvCells(line)
    const of = (name: string) => cells[names.indexOf(name)] ?? ''
    return { unitId: of('unit_id'), unitType: of('unit_type'), callType: of('call_type'), neighborhood: of('neighborhood'), lon: Number(of('lon')), lat: Number(of('lat')) }
  })
}

/** The middle value; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('median of nothing')
  return middle
}

/** `Castro/Upper Market` → `castro-upper-market`: ids of areas and kinds are made of the file's own words. */
export const slug = (words: string) => words.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
