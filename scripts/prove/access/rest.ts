import { request } from 'node:http'
import { fields, commands as commandTable, seen, type Column } from './expected'
import { PERSONAS, TOWN_B, type Persona, type Side } from './people'
import { expectedAt, knockOf, letterOf, rowsOf, unlike } from './doors'
import { feedToken, type Ground } from './ground'
import { quantile } from '../rig/figures'

export interface Tally { cells: number; wrong: string[] }
export interface Answer { status: number; body: string; ms: number }

/** One request as a page of the server's own makes it, or as a feed with its token. */
export function ask(port: number, method: string, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
  const began = performance.now()
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  return new Promise((resolve) => {
    const req = request({ port, host: '127.0.0.1', method, path, headers: { 'sec-fetch-site': 'same-origin', ...headers, ...(bytes ? { 'content-type': 'application/json', 'content-length': String(bytes.length) } : {}) } }, (res) => {
      let text = ''
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => (text += chunk))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body: text, ms: performance.now() - began }))
      res.on('error', (e) => resolve({ status: 0, body: String(e), ms: performance.now() - began }))
    })
    req.setTimeout(10_000, () => req.destroy(new Error('no answer')))
    req.on('error', (e) => resolve({ status: 0, body: String(e), ms: performance.now() - began }))
    req.end(bytes)
  })
}

/** What each persona shows at a door. */
export type Passes = ReadonlyMap<string, Record<string, string>>

/** A session for everybody who has one; `gone` had one before it was put out of service. */
export async function passesOf(g: Ground): Promise<Passes> {
  const passes = new Map<string, Record<string, string>>()
  for (const p of PERSONAS) {
    if (p.column === 'feed') passes.set(p.name, { authorization: `Bearer ${feedToken('repair-gps')}` })
    else if (p.column === 'none') passes.set(p.name, {})
    else passes.set(p.name, { cookie: (await g.seat(p.name)).cookie })
  }
  return passes
}

/** Every persona at every door the running server has, method by method. */
export async function tryDoors(port: number, g: Ground, passes: Passes, routes: readonly { method: string; url: string }[]): Promise<Tally> {
  const t: Tally = { cells: 0, wrong: unlike(routes) }
  const missing = unlike([]).filter((w) => w.includes('must not')).length
  if (missing > 0) throw new Error('the table contradicts itself')
  const all = [...routes.flatMap((r) => rowsOf(r.method, r.url).map((row) => ({ row, method: r.method }))), ...notThere()]
  for (const { row, method } of all) {
    for (const p of PERSONAS) {
      const k = knockOf(row, p, g)
      const pass = k.spends && p.column !== 'feed' && p.column !== 'none' && p.column !== 'gone' ? { cookie: (await g.seat(p.name)).cookie } : passes.get(p.name)!
      const a = await ask(port, method === 'HEAD' ? 'HEAD' : k.method, k.path, pass, method === 'HEAD' ? undefined : k.body)
      const got = letterOf(a, method)
      t.cells++
      if (got !== expectedAt(row, p.column)) t.wrong.push(`${p.name} at ${method} ${row.replace(/^\S+ /, '')}: ${expectedAt(row, p.column)} expected, ${got} came (${a.status} ${a.body.slice(0, 100)})`)
    }
  }
  return t
}

const notThere = () => ['GET /metrics', 'GET /demo/access', 'GET /demo/personas', 'POST /demo/session', 'GET /demo/clock', 'POST /demo/clock'].map((row) => ({ row, method: row.split(' ')[0]! }))

/** Documents and fields of the one door that shows any: a case's file, of the halves that are and aren't one's own. */
export async function tryFiles(port: number, g: Ground, passes: Passes): Promise<Tally> {
  const t: Tally = { cells: 0, wrong: [] }
  const judge = (fine: boolean, what: string) => { t.cells++; if (!fine) t.wrong.push(what) }
  for (const p of PERSONAS) {
    if (p.column === 'wall') continue
    for (const half of ['a', 'b'] as const) {
      const a = await ask(port, 'GET', `/api/incidents/${g.standing.live[half]}/file`, passes.get(p.name)!)
      const cell = seen.at('incident', p.column)
      const may = cell === 'a' || (cell === 'o' && p.own.case === half)
      judge((a.status === 200) === may, `${p.name}: file of ${half}: ${may ? 'shown' : 'hidden'} expected, ${a.status} came`)
      if (a.status !== 200) continue
      const file = JSON.parse(a.body) as { incident: object; orders: object[]; alerts: object[] }
      const desk = ['inta', 'disp', 'chie', 'comm', 'anal', 'supe'].includes(p.column)
      for (const [kind, docs] of [['incident', [file.incident]], ['order', file.orders], ['alert', file.alerts]] as const) for (const d of docs) {
        for (const key of Object.keys(d)) judge(fields.at(`${kind}.${key}`, p.column) === '+', `${p.name}: ${kind}.${key} in a file`)
      }
      // The file's lines hold every word that was ever said; below the centre's mask they are told without words.
      const other = half === 'a' ? 'b' : 'a'
      for (const [word, shown] of [[`文字-${half}`, true], [`ref-${half}`, desk], [`文字-${other}`, false], [`ref-${other}`, false]] as const) judge(a.body.includes(word) === shown, `${p.name}: ${word} in the file of ${half}: ${shown ? 'shown' : 'hidden'} expected`)
    }
  }
  return t
}

const CENTRE_REASON = { reason: '证明用' }

/** The body of a command about one half of the town; `away` moves a case into the other. Everything it is about has ended. */
function bodyOf(type: string, s: Side, far: Side, g: Ground): object {
  const o = g.standing.orders[s.part]
  const incidentId = g.standing.ended[s.case]
  const bodies: Record<string, object> = {
    ReportIncident: { kindId: 'noise', placeText: '证明', source: 'grid', areaId: s.area }, ReviseIncident: { incidentId, text: '改' }, 'ReviseIncident/away': { incidentId, areaId: far.area },
    MergeIncident: { incidentId, intoId: g.standing.live[s.case], ...CENTRE_REASON }, GradeIncident: { incidentId, grade: 'g4' }, IssueOrder: { incidentId, orgId: 'power' },
    AcknowledgeAlert: { alertId: o.alert }, EscalateAlert: { orderId: o.order, step: 2 }, ChangeUnitStatus: { unitId: o.unit, status: 'returning' },
    NoteLostContact: { unitId: o.unit, since: Date.now() }, NoteRegainedContact: { unitId: o.unit }, ReportFeedback: { orderId: o.order, text: '反馈' },
    PutPerson: { personId: 'spare', after: { roles: ['intake'], post: 'dutyOfficer', areaIds: [], active: true } },
    PutDevice: { deviceId: 'wall-of-the-matrix', after: { kind: 'wall', name: 'Proof', place: '', active: true } },
    SealContact: { incidentId, refs: [{ ref: 'sealed:AccessProofForge', kind: 'caller-name' }] }, PurgeSealed: { incidentId, rule: 'request' }, PutRecords: { records: [{ kind: 'area', id: TOWN_B, after: null }] },
    RejectIncident: { incidentId, ...CENTRE_REASON }, RecordIncidentOnly: { incidentId, ...CENTRE_REASON }, VoidIncident: { incidentId, ...CENTRE_REASON }, ReworkIncident: { incidentId, ...CENTRE_REASON },
    RecallOrder: { orderId: o.order, ...CENTRE_REASON }, ExpireOrder: { orderId: o.order, ...CENTRE_REASON }, DeclineOrder: { orderId: o.order, ...CENTRE_REASON },
  }
  return bodies[type] ?? (type.endsWith('Incident') ? { incidentId } : { orderId: o.order })
}

/** Codes by which the policy, and not a rule, says no. */
const FORBIDDEN = new Set(['not-permitted', 'unknown-command', 'read-only', 'unauthorised'])
let serial = 0

/** Every persona gives every command, about its own and about others'. `send` says by which door. */
export async function tryCommands(g: Ground, of: readonly Persona[], send: (p: Persona, message: object) => Promise<{ rejected?: string }>): Promise<Tally> {
  const t: Tally = { cells: 0, wrong: [] }
  for (const row of commandTable.rows) {
    for (const p of of) {
      for (const relation of ['own', 'other'] as const) {
        const [at, far] = relation === 'own' ? [p.own, p.other] : [p.other, p.own]
        const answer = await send(p, { v: 1, id: `access-matrix-${++serial}`, type: row.split('/')[0]!, body: bodyOf(row, at, far, g) })
        const cell = commandTable.at(row, p.column as Column)
        const may = cell === 'b' || (cell === 'o' && relation === 'own')
        const did = !FORBIDDEN.has(answer.rejected ?? '')
        t.cells++
        // Whoever is let through must have been understood: an ill-made command would prove nothing.
        if (did !== may || answer.rejected === 'invalid-command') t.wrong.push(`${p.name} gives ${row} about ${relation}: ${may ? 'taken' : 'refused'} expected, ${JSON.stringify(answer).slice(0, 160)} came`)
      }
    }
  }
  return t
}

/** Somebody else's case and none: same status, same words but for the id asked for, and a time that tells nothing. */
export async function tellApart(port: number, g: Ground, pass: Record<string, string>, tries: number): Promise<{ wrong: string[]; ratio: number }> {
  const foreign = g.standing.live.b
  const none = foreign.replace(/[a-z0-9]{4}$/i, 'zzzz')
  const times: Record<string, number[]> = { [foreign]: [], [none]: [] }
  const seenBodies = new Set<string>()
  for (let i = 0; i < tries; i++) {
    for (const id of i % 2 ? [foreign, none] : [none, foreign]) {
      const a = await ask(port, 'GET', `/api/incidents/${id}/file`, pass)
      times[id]!.push(a.ms)
      seenBodies.add(`${a.status} ${a.body.replaceAll(id, 'ID')}`)
    }
  }
  const ratio = quantile(times[foreign]!, 0.5) / quantile(times[none]!, 0.5)
  return { ratio, wrong: seenBodies.size === 1 && foreign !== none ? [] : [`a foreign case and none are told apart: ${[...seenBodies].join(' | ')}`] }
}
