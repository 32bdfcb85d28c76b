import type { CabPlayer } from './cabs'
import type { CallChain, RowState, Step } from './chains'
import type { ReplayReport } from './report'
import type { ReplayServer } from './server'

const MAX_BATCH = 200
const MAX_POSITIONS = 2000
const TURN_MS = 50
/** Scenario time after the last recorded instant. */
const GIVE_UP_MS = 12 * 3_600_000

interface Ready { step: Step; chain: CallChain; row: RowState | null }

export interface Drive {
  server: ReplayServer
  chains: CallChain[]
  cabs: CabPlayer | null
  source: string
  speed: number
  /** Scenario instant at monotonic time 0 of this drive. */
  start: number
  end: number
  monotonic(): number
  wait(ms: number): Promise<void>
  progress(now: number, done: number): void
}

/** Plays everything that has come due, again and again, until every chain has ended. */
export async function drive(d: Drive): Promise<ReplayReport['positions']> {
  const positions: ReplayReport['positions'] = { sent: 0, accepted: 0, quarantined: {} }
  const began = d.monotonic()
  const now = () => d.start + (d.monotonic() - began) * d.speed
  let open = d.chains
  while (open.length > 0) {
    const t = now()
    const sending = [sendCabs(d, t, positions), sendCommands(d, open, t)]
    await Promise.all(sending)
    if (t > d.end + GIVE_UP_MS) for (const c of open) c.giveUp()
    open = open.filter((c) => !c.ended)
    d.progress(t, d.chains.length - open.length)
    await d.wait(TURN_MS)
  }
  return positions
}

async function sendCommands(d: Drive, open: readonly CallChain[], now: number): Promise<void> {
  const ready = readyOf(open, now)
  for (let i = 0; i < ready.length; i += MAX_BATCH) {
    const part = ready.slice(i, i + MAX_BATCH)
    const answers = await d.server.commands(part.map((r) => r.step))
    part.forEach(({ chain, row }, k) => {
      const a = answers[k]!
      const rejected = a.ok ? null : 'rejected' in a ? a.rejected : `fault ${a.fault}`
      if (row) chain.rowAnswered(row, a.ok ? a.answer : null, rejected, now)
      else chain.answered(a.ok ? a.answer : null, rejected)
    })
  }
}

/** Due commands, oldest first; at most one per chain and one per unit row. Chains come sorted by time received. */
function readyOf(open: readonly CallChain[], now: number): Ready[] {
  const ready: Ready[] = []
  for (const chain of open) {
    if (chain.call.received > now) break
    const own = chain.next()
    if (own && own.due <= now) ready.push({ step: own, chain, row: null })
    for (const row of chain.rows) if (row.next && row.next.due <= now) ready.push({ step: row.next, chain, row })
  }
  return ready.sort((a, b) => a.step.due - b.step.due)
}

async function sendCabs(d: Drive, now: number, into: ReplayReport['positions']): Promise<void> {
  if (!d.cabs) return
  const fixes = d.cabs.upTo(Math.min(now, d.end))
  for (let i = 0; i < fixes.length; i += MAX_POSITIONS) {
    const part = fixes.slice(i, i + MAX_POSITIONS)
    const counts = await d.server.positions(d.source, part)
    into.sent += part.length
    into.accepted += counts.accepted
    for (const [k, n] of Object.entries(counts.quarantined)) into.quarantined[k] = (into.quarantined[k] ?? 0) + n
  }
}
