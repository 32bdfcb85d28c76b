import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** Lines of a text file, gzipped or not. */
export function linesOf(path: string): AsyncIterable<string> {
  const raw = createReadStream(path)
  return createInterface({ input: path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw, crlfDelay: Infinity })
}

/** Splits one CSV line (RFC 4180 quoting, no line breaks inside fields: the recorded files have none). */
export function splitCsv(line: string): string[] {
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quoted) {
      if (c === '"' && line[i + 1] === '"') { field += '"'; i++ }
      else if (c === '"') quoted = false
      else field += c
    } else if (c === '"') quoted = true
    else if (c === ',') { out.push(field); field = '' }
    else field += c
  }
  out.push(field)
  return out
}

/** Rows of a CSV file as objects by header name. */
export async function* rowsOf(path: string): AsyncGenerator<Record<string, string>> {
  let header: string[] | null = null
  for await (const line of linesOf(path)) {
    if (!header) { header = splitCsv(line); continue }
    if (!line) continue
    const fields = splitCsv(line)
    yield Object.fromEntries(header.map((h, i) => [h, fields[i] ?? '']))
  }
}
