import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Engine } from '../../engine/engine'
import type { Command } from '../../engine/types'
import type { Pack } from '../../packs/read'
import type { ScenarioClock } from '../../platform/clock'
import type { Log } from '../../platform/log'
import { personaId } from './personas'

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
    const { writePlan } = await import('./write')
    const actor = { kind: 'person', id: personaId('desk'), post: 'dutyOfficer' } as const
    const jobs = { kind: 'system', id: 'jobs' } as const
    const written = await writePlan(planPastWeek(p.pack, SEED, start - WEEK_MS, start), {
      // Nobody escalates by hand: it is what the jobs would have done.
      submit: (c) => p.submit({ ...c, actor: c.type === 'EscalateAlert' ? jobs : actor }),
      // All of a stride is recorded at its end; each says itself when it occurred.
      recordAt: (at) => p.clock.set({ origin: at, rate: 0.001 }),
    })
    p.log.info({ commands: written, ms: Math.round(p.realNow() - began) }, 'the demonstration’s past week is written')
  }
  p.clock.set({ origin: start, rate: 1 })
}
