import { join } from 'node:path'
import { diceOf } from '../../../server/src/features/demo/dice'
import { climb, type ClimbResult } from './climb'
import { throwKill, type Kill } from './kills'

/**
 * The two designs that everybody tries first, in the real server, so that the rig can show that it would catch them:
 * `mark-then-send` takes the job's row away and then submits; `send-then-mark` submits under a fresh id each time and
 * then takes the row away.
 */
export const DESIGNS = ['mark-then-send', 'send-then-mark'] as const
export type Design = (typeof DESIGNS)[number]

/** The gap each bad design leaves, and what a kill in it must do. */
const GAPS: Record<Design, { point: 'job.removed' | 'job.answered'; shows: 'lost' | 'doubled' }> = {
  'mark-then-send': { point: 'job.removed', shows: 'lost' },
  'send-then-mark': { point: 'job.answered', shows: 'doubled' },
}

export interface Caught {
  design: Design
  result: ClimbResult
  /** What it was to do and did. */
  shown: string[]
}

/** Runs both bad designs under the same rig and checker, every other kill in the gap they leave. */
export function runDesigns(folder: string, seed: number, kills: number): Promise<Caught>[] {
  return DESIGNS.map(async (design) => {
    const { point, shows } = GAPS[design]
    const dice = diceOf(`${seed} ${design}`)
    const kill = (i: number): Kill => (i % 2 === 1 ? { how: 'at a fail-point', point, pass: dice.whole(1, 4), database: dice.chance(0.5) } : throwKill(dice))
    const result = await climb({ folder: join(folder, design), seed, kills, design, kill })
    return { design, result, shown: result[shows] }
  })
}
