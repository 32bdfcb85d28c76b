import { MASKS } from '@liandong/shared/kernel/decider'
import { engineOn } from '../../../../server/src/engine/testing/bench'
import type { Database } from '../../../../server/src/platform/postgres'
import { differing, pictureHash } from '../../rig/chronicle'
import { Patience, type Times } from '../patience'
import type { Said, Seat, World } from './world'

/** A dead line is noticed by silence and tried again with the longest wait between attempts; then a command may still wait for its end. */
const LONGEST_MS = 90_000
const LOOK_MS = 25
/** For so long nobody may lack anything: sweep, heartbeat and poll come by once more. */
const CALM_MS = 6_000

function isEqual(w: World, s: Seat): boolean {
  const { engine } = w.nodes[s.node]!
  const { mirror } = s.viewer
  return mirror.epoch === engine.epoch && mirror.position === engine.position && mirror.hash === pictureHash(engine.documents, s.mask)
}

/** The lines heal. Everybody must come to the server's picture in time and stay there, and every command must have had its answer. */
export async function settle(w: World): Promise<Times> {
  w.heal()
  await w.finish()
  for (const n of w.nodes) n.engine.sweep()
  const healedAt = w.time.now()
  const patience = new Patience(healedAt, w.fault)
  const unanswered = () => w.said.filter((c) => c.answer === 'none')
  let lacking: Seat[] = []
  let calmAt = w.time.now()
  while (w.time.now() - calmAt < CALM_MS && w.time.now() - healedAt < LONGEST_MS) {
    await w.time.pass(LOOK_MS)
    lacking = w.seats.filter((s) => !isEqual(w, s))
    for (const s of w.seats) patience.look(s, !lacking.includes(s), w.time.now())
    if (lacking.length > 0 || unanswered().length > 0) calmAt = w.time.now()
  }
  for (const s of lacking) w.fault(`${s.name} never came to its node's picture: at ${s.viewer.mirror.position} of ${w.nodes[s.node]!.engine.position}`)
  for (const c of unanswered()) w.fault(`command ${c.id} was never answered`)
  for (const mask of MASKS) {
    const other = differing(w.nodes[0]!.engine.documents, w.nodes[1]!.engine.documents, mask)
    if (other.length > 0) w.fault(`the nodes differ for ${mask}: ${other.join(' ')}`)
  }
  return patience.times
}

/** What the database says, read by an engine that was never there, must be what everybody holds. */
export async function compareWithNewEngine(w: World, db: Database): Promise<void> {
  const { engine } = w.nodes[0]!
  const fresh = engineOn(db, w.clock, 1)
  await fresh.open()
  if (fresh.epoch !== engine.epoch || fresh.position !== engine.position) w.fault(`the database is at ${fresh.position}, the node at ${engine.position}`)
  for (const mask of MASKS) {
    const other = differing(fresh.documents, engine.documents, mask)
    if (other.length > 0) w.fault(`the database holds another picture for ${mask}: ${other.join(' ')}`)
  }
  await fresh.stop()
}

/** Every yes is in the log, once; what was refused as too old isn't; and what one client said is there in the order it was said. */
export async function countCommands(w: World, db: Database): Promise<void> {
  const rows = await db.pool.query<{ text: string }>("select text from log where type = 'IncidentReported' order by position")
  const places = rows.rows.map(({ text }) => /"(say-\d+\.)"/.exec(text)?.[1] ?? '')
  const now = w.nodes[0]!.engine.epoch
  let last: { c: Said; place: number } | null = null
  for (const c of [...w.said].sort((a, b) => w.viewerNumber(a.viewer) - w.viewerNumber(b.viewer))) {
    const times = places.filter((p) => p === c.mark).length
    if (times > 1) w.fault(`command ${c.id} took effect ${times} times`)
    if (c.answer === 'yes' && c.epoch === now && times === 0) w.fault(`command ${c.id} was answered with yes and is not in the log`)
    if (c.answer === 'expired' && times > 0) w.fault(`command ${c.id} was given up as too old and took effect`)
    if (times === 0 || c.tampered) continue
    const place = places.indexOf(c.mark)
    if (last && last.c.viewer === c.viewer && last.place > place) w.fault(`${last.c.id} was said before ${c.id} and took effect after it`)
    last = { c, place }
  }
}
