import { isDeepStrictEqual } from 'node:util'
import { KINDS } from '@liandong/shared/areas'
import { splitRef, type Kind, type LoggedEvent, type Ref } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Database } from '../../../server/src/platform/postgres'
import { fields, seen, type Column } from './expected'
import { AREAS_IN, COLUMN_OF, ORGS_OF } from './people'

interface Version { position: number; state: Record<string, unknown> | undefined }

/** Who looks, as the hand-written table has it: a column, and what is its own. */
export interface Looker { column: Column; areas: ReadonlySet<string>; orgs: ReadonlySet<string> }

export const WALL: Looker = { column: 'wall', areas: new Set(), orgs: new Set() }

/** A looker by its rights, or null for somebody who may have no picture. By hand: `people.ts` says what lies in what. */
export function lookerOf(p: PersonState | undefined): Looker | null {
  if (!p?.active) return null
  const column = COLUMN_OF[p.roles[0]!]!
  if (seen.at('organisation', column) === '.') return null
  const areas = column === 'town' || column === 'grid' ? p.areaIds.flatMap((a) => AREAS_IN[a] ?? [a]) : []
  return { column, areas: new Set(areas), orgs: new Set(p.orgId ? (ORGS_OF[p.orgId] ?? [p.orgId]) : []) }
}

/** Whether a document is for somebody: its kind's row, and what it belongs to. */
export function isFor(l: Looker, kind: string, s: Record<string, unknown> | undefined): boolean {
  const cell = s && seen.at(kind, l.column)
  if (!cell || cell === '.') return false
  return cell === 'a' || belongs(l, kind, s)
}

function belongs(l: Looker, kind: string, s: Record<string, unknown>): boolean {
  const area = (id: unknown) => typeof id === 'string' && l.areas.has(id)
  const org = (id: unknown) => typeof id === 'string' && l.orgs.has(id)
  if (kind === 'incident') return area((s.place as { areaId: unknown }).areaId) || Object.values(s.orders as Record<string, { orgId: string }>).some((o) => org(o.orgId))
  return org(s.orgId) || area(s.areaId) || (kind === 'unit' && area(s.servesAreaId))
}

const MASK_COLUMN: Readonly<Record<string, Column>> = { wall: 'wall', liaison: 'liai', desk: 'disp' }
const NARROW = ['wall', 'liaison', 'desk']
/** The widest mask of a column, by hand. */
export const maskOfColumn = (c: Column): string => (c === 'wall' ? 'wall' : ['liai', 'town', 'grid'].includes(c) ? 'liaison' : 'desk')
export const isNoWider = (asked: string, own: string): boolean => NARROW.indexOf(asked) <= NARROW.indexOf(own)

/** Cell of a field for somebody who looks under a mask: what both its own column and the mask's show. */
function cellOf(field: string, l: Looker, mask: string): string {
  const cells = [fields.at(field, l.column) ?? '.', fields.at(field, MASK_COLUMN[mask]!) ?? '.']
  return cells.includes('.') ? '.' : cells.includes('~') ? '~' : '+'
}

const FIELDED = new Set(['incident', 'order', 'alert', 'unit'])
const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b)

/** What of a document's text somebody may not be shown or is shown wrongly, or null. */
export function wrongFields(l: Looker, mask: string, kind: string, s: Record<string, unknown>, doc: Record<string, unknown>): string | null {
  if (!FIELDED.has(kind)) return null
  for (const [key, value] of Object.entries(doc)) {
    const cell = cellOf(`${kind}.${key}`, l, mask)
    if (cell === '.') return `${key} is shown`
    if (kind === 'order' && key === 'feedback' && value !== null && cellOf('order.feedback.text', l, mask) === '.') {
      if ('text' in (value as object)) return 'the feedback\'s words are shown'
    } else if (cell === '~' && s.sensitivePlace) {
      const [shown, true_] = [value as Place, s.place as Place]
      if (shown.text !== '' || (true_.lon !== null && (shown.lon === true_.lon || shown.lat === true_.lat))) return 'the exact place of a sensitive case is shown'
    } else if (!same(value, s[key])) return `${key} is another's or another time's`
  }
  for (const key of Object.keys(s)) if (s[key] !== undefined && cellOf(`${kind}.${key}`, l, mask) !== '.' && !(key in doc)) return `${key} is missing`
  return null
}

interface Place { text: string; lon: number | null; lat: number | null }

/**
 * What stood at every position, folded from the log by itself, event by event, in this process: no audience, no mask, no policy. Only
 * the folding is the product's own.
 */
export class Truth {
  position = 0
  readonly versions = new Map<Ref, Version[]>()
  private readonly kinds = new Map<string, Kind>(KINDS.map((k) => [k.kind, k]))
  /** Told of each new version. */
  onVersion: (ref: Ref, kind: string, state: Record<string, unknown> | undefined, position: number) => void = () => undefined

  constructor(private readonly db: Database) {}

  /** Reads on to the log's end. */
  async follow(): Promise<void> {
    for (;;) {
      const { rows } = await this.db.pool.query<{ text: string }>('select text from log where position > $1 order by position limit 1000', [this.position])
      if (rows.length === 0) return
      for (const r of rows) this.take(JSON.parse(r.text) as LoggedEvent)
    }
  }

  private take(e: LoggedEvent): void {
    for (const ref of new Set(e.subjects)) {
      const { kind, id } = splitRef(ref)
      const k = this.kinds.get(kind)
      if (!k) continue
      const list = this.versions.get(ref) ?? []
      const before = list.at(-1)?.state
      const state = k.evolve(before, e, id) as Version['state']
      if (state === before) continue
      list.push({ position: e.position, state })
      this.versions.set(ref, list)
      this.onVersion(ref, kind, state, e.position)
    }
    this.position = e.position
  }

  /** A state as it stood at a position. */
  at(ref: Ref, position: number): Record<string, unknown> | undefined {
    const list = this.versions.get(ref)
    for (let i = (list?.length ?? 0) - 1; i >= 0; i--) if (list![i]!.position <= position) return list![i]!.state
    return undefined
  }

  /** Whether a document ever was for somebody, up to a position. */
  everFor(l: Looker, ref: Ref, position: number): boolean {
    const { kind } = splitRef(ref)
    return (this.versions.get(ref) ?? []).some((v) => v.position <= position && isFor(l, kind, v.state))
  }

  /** Whether it is or was for somebody between two positions. */
  forWithin(l: Looker, ref: Ref, from: number, to: number): boolean {
    const { kind } = splitRef(ref)
    return isFor(l, kind, this.at(ref, from)) || (this.versions.get(ref) ?? []).some((v) => v.position > from && v.position <= to && isFor(l, kind, v.state))
  }

  person(id: string, position: number): PersonState | undefined {
    return this.at(`person:${id}`, position) as PersonState | undefined
  }
}
