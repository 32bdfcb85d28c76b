import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Engine } from '../../engine/engine'
import type { Command } from '../../engine/types'
import type { Pack } from '../../packs/read'
import type { ScenarioClock } from '../../platform/clock'
import type { Log } from '../../platform/log'
import type { PlannedCommand } from './past'

export interface DemoParts {
  clock: ScenarioClock
  realNow(): number
  engine: Engine
  pack: Pack
  submit(c: Command): Promise<CommandAnswer>
  /** Whether the past is wanted. */
  fill: boolean
  log: Log
}

const WEEK_MS = 7 * 86_400_000
/** The past is written in strides of this much scenario time, so that a stride shares a commit. */
const STRIDE_MS = 20 * 60_000
const SEED = 330_702

/**
 * Sets the demonstration's clock and, on an empty log, writes its past week through the same door as
 * everything else, so that the usual day on the wall is made of real events.
 */
export async function beginDemo(p: DemoParts): Promise<void> {
  const last = [...p.engine.memory.all<{ times?: Record<string, number> }>('incident')].flatMap((i) => Object.values(i.times ?? {}))
  const start = Math.max(p.realNow(), ...last)
  const isNew = [...p.engine.memory.all('incidentDay')].length === 0
  if (p.fill && p.pack.district.simulated && isNew) {
    const began = p.realNow()
    // Only the demonstration needs the planner; `serve` never loads it.
    const { planPastWeek } = await import('./past')
    const written = await writePast(p, planPastWeek(p.pack, SEED, start - WEEK_MS, start))
    p.log.info({ commands: written, ms: Math.round(p.realNow() - began) }, 'the demonstration’s past week is written')
  }
  p.clock.set({ origin: start, rate: 1 })
}

async function writePast(p: DemoParts, planned: Iterable<PlannedCommand>): Promise<number> {
  let count = 0
  let stride: PlannedCommand[] = []
  const write = async () => {
    if (stride.length === 0) return
    // All of a stride is recorded at its end; each says itself when it occurred.
    p.clock.set({ origin: stride[stride.length - 1]!.at, rate: 0.001 })
    const answers = await Promise.all(stride.map(({ id, type, body, at }) => p.submit({ id, type, body, occurredAt: at, actor: { kind: 'person', id: 'demo', post: 'dutyOfficer' } })))
    const refused = answers.findIndex((a) => !a.ok)
    if (refused >= 0) throw new Error(`the demonstration's past was refused: ${JSON.stringify([stride[refused], answers[refused]])}`)
    count += stride.length
    stride = []
  }
  for (const c of planned) {
    if (stride.length > 0 && c.at - stride[0]!.at > STRIDE_MS) await write()
    stride.push(c)
  }
  await write()
  return count
}
