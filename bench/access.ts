import { KINDS } from '@liandong/shared/areas'
import { viewerOf, wallViewer, type Viewer } from '@liandong/shared/access/viewer'
import type { IncidentState } from '@liandong/shared/incident/contract'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import { addHash, documentHash, EMPTY_HASH, subtractHash, type StateHash } from '@liandong/shared/wire/stateHash'
import { putLine } from '@liandong/shared/wire/lines'
import { Documents, type Change } from '../server/src/engine/documents'
import { Audiences } from '../server/src/gateway/audiences'
import { compared, interleaved, type Bench } from './measure'

/** City-1's townships, and open cases over them. */
const AREAS = 50
const INCIDENTS = 300
const CHANGES = 6000
/** Changes that share one message, as gathering makes them in a surge. */
const GATHERED = 8
const FIELDS = { at: 0, rate: 1 }

const nothing: StateReader = { get: () => undefined, all: () => [] }
const person = (roles: PersonState['roles'], areaIds: string[]): Viewer => viewerOf(nothing, { id: 'p', roles, post: 'dutyOfficer', areaIds, active: true })!

/** Who looks: the wall and a desk always; then so many townships of one tag each, and one that has as many tags. */
function viewers(tags: number): Viewer[] {
  const area = (i: number) => `area-${i}`
  return [
    wallViewer(), person(['duty_chief'], []),
    ...Array.from({ length: tags }, (_, i) => person(['township'], [area(i)])), person(['township'], Array.from({ length: tags }, (_, i) => area(i))),
  ]
}

const incident = (i: number, turn: number): IncidentState => ({
  id: `i${i}`, no: `WC-2026-${i}`, title: `第 ${turn} 次更正`, kindId: 'fire', class: 'accident', category: 'fire', glyph: 'fire', source: '110', sourceRef: null, grade: null,
  priority: 2, severityRank: 2, severitySource: null, place: { text: '八一北街 18 号', lon: 119.65, lat: 29.11, areaId: `area-${i % AREAS}`, approximate: false, unverified: false },
  sensitivePlace: false, text: '二层窗口冒黑烟，未见明火', headcountBand: null, casualties: null, dangerTags: [], status: 'handling', leadOrgId: 'fire', mergedInto: null, happenedAt: null,
  receivedAt: 0, times: { reported: 0 }, due: { register: 0, dispatch: 0, review: null }, clocks: { dispatchMs: 0, reviewMs: 0 },
  orders: { o: { status: 'working', orgId: `org-${i % 40}`, unitId: null } }, sealed: [], day: '20261123',
})

/** The changes themselves, made before the clock runs: each a case put in another wording. */
function changes(): { documents: Documents; all: Change[] } {
  const documents = new Documents(new Map(KINDS.map((k) => [k.kind, k])))
  for (let i = 0; i < INCIDENTS; i++) documents.load('incident', `i${i}`, incident(i, 0))
  const all: Change[] = []
  documents.onChange((c) => all.push(c))
  for (let n = 1; n <= CHANGES; n++) {
    const i = n % INCIDENTS
    documents.publish({ from: n - 1, to: n, at: n, events: [], views: [], touched: [{ ref: `incident:i${i}`, kind: 'incident', id: `i${i}`, before: undefined, after: incident(i, n) }] })
  }
  return { documents, all }
}

/** Microseconds of processor time a change. */
function timed(run: (all: Change[]) => void, documents: Change[]): number {
  const before = process.cpuUsage()
  run(documents)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / documents.length
}

/** What must be done without any policy: both masks encoded, hashed and joined once. */
function none(all: Change[]): void {
  const hashes: Record<'wall' | 'desk', StateHash> = { wall: EMPTY_HASH, desk: EMPTY_HASH }
  let lines: string[] = []
  for (const [n, c] of all.entries()) {
    for (const d of c.documents) {
      for (const mask of ['wall', 'desk'] as const) {
        const before = d.before?.texts[mask], after = d.after?.texts[mask]
        if (before) hashes[mask] = subtractHash(hashes[mask], documentHash(d.ref, before))
        if (after) hashes[mask] = addHash(hashes[mask], documentHash(d.ref, after))
        if (after) lines.push(putLine(d.ref, after))
      }
    }
    if (n % GATHERED === 0 && lines.join('').length > 0) lines = []
  }
}

function withViewers(tags: number, documents: Documents): (all: Change[]) => void {
  const audiences = new Audiences(documents, () => 0)
  for (const v of viewers(tags)) audiences.of(v)
  return (all) => {
    for (const [n, c] of all.entries()) {
      audiences.take(c)
      if (n % GATHERED === 0) for (const a of audiences) if (a.hasPending) a.flush(c.to, FIELDS, false)
    }
  }
}

const bench: Bench = {
  about: 'What it costs per change to show everybody only their own, with 1, 10 and 40 tags’ worth of audiences, beside encoding without any policy.',
  async run(say) {
    const cases = [1, 10, 40] as const
    const fresh = () => changes()
    const subjects = {
      none: () => Promise.resolve(timed(none, fresh().all)),
      ...Object.fromEntries(cases.map((tags) => [`tags${tags}`, () => {
        const { documents, all } = fresh()
        return Promise.resolve(timed(withViewers(tags, documents), all))
      }])),
    } as Record<'none' | `tags${(typeof cases)[number]}`, () => Promise<number>>
    const runs = await interleaved(subjects, { onRound: (n, r) => say(`  round ${n}: ${Object.entries(r).map(([k, v]) => `${k} ${v.toFixed(1)}`).join(', ')} us`) })
    return cases.map((tags) => compared({ bench: 'access', metric: 'cost_per_change_vs_none', case: `${tags} tag${tags === 1 ? '' : 's'}`, unit: 'us CPU per change', bar: 'reported' }, runs[`tags${tags}`], runs.none))
  },
}
export default bench
