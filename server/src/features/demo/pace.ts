import type { Dice } from './dice'
import type { Scene } from './scene'

type P = 1 | 2 | 3 | 4

/** Around a median with a lognormal spread; at most eight times the median. */
export const around = (dice: Dice, median: number, spread: number): number => Math.min(median * 8, median * Math.exp(spread * dice.normal()))

/** How long the centre takes for its own steps, in milliseconds. */
export interface DeskPace {
  acceptMs: number
  dispatchMs: number
  resolveMs: number
  reviewMs: number
  closeMs: number
}

export function deskPace(scene: Scene, priority: P, dice: Dice): DeskPace {
  const { desk } = scene.simulation
  const sec = (median: number) => Math.round(1000 * around(dice, median, desk.spread))
  return {
    acceptMs: sec(desk.acceptSec[priority]), dispatchMs: sec(desk.dispatchSec[priority]), resolveMs: sec(100),
    reviewMs: sec(desk.reviewMin * 60), closeMs: sec(desk.closeMin * 60),
  }
}

/** How a crew answers an order, in milliseconds from the step before. */
export interface CrewPace {
  answer: 'prompt' | 'late' | 'missing' | 'declined'
  /** From the issue to the answer, whichever it is. */
  answerMs: number
  turnoutMs: number
  /** From the arrival to the first feedback. */
  feedbackMs: number
  /** From the arrival to done; at least the first feedback's. */
  onSceneMs: number
  returnMs: number
}

/**
 * Throws the dice for a crew. Prompt answers keep inside the clock, late ones pass its first step, missing ones
 * come by phone after a leader was called (past the ladder's second step).
 */
export function crewPace(scene: Scene, priority: P, dice: Dice): CrewPace {
  const { crews, outcomes } = scene.simulation
  const { ackMs, firstFeedbackMs } = scene.clocks[priority]
  const x = dice.next()
  const answer = x < crews.missing ? 'missing' : x < crews.missing + crews.late ? 'late' : x < crews.missing + crews.late + outcomes.declined ? 'declined' : 'prompt'
  const second = scene.ladderTimes[1] ?? 3
  const answerMs = {
    prompt: Math.min(ackMs * 0.92, 1000 * around(dice, crews.ackSec[priority], crews.spread)),
    declined: Math.min(ackMs * 0.92, 1000 * around(dice, crews.ackSec[priority], crews.spread)),
    late: ackMs * dice.between(1.1, second * 0.95),
    missing: ackMs * dice.between(second * 1.05, second * 1.6),
  }[answer]
  const feedbackMs = Math.min(firstFeedbackMs * 0.9, 60_000 * around(dice, 3, 0.5))
  return {
    answer, answerMs: Math.round(answerMs), turnoutMs: Math.round(1000 * around(dice, crews.turnoutSec, 0.4)), feedbackMs: Math.round(feedbackMs),
    onSceneMs: Math.round(Math.max(feedbackMs + 60_000, 60_000 * around(dice, crews.onSceneMin[priority], crews.spread))),
    returnMs: Math.round(60_000 * around(dice, crews.returnMin, 0.3)),
  }
}

/** Minutes between progress reports on a long stay: inside the clock. */
export const progressEveryMs = (scene: Scene, priority: P) => Math.round(scene.clocks[priority].progressMs * 0.8)

/** What crews say at which step; no names, no numbers. */
export const SAYINGS = {
  first: ['已到场，正在处置。', '已到场，现场秩序正常。', '已到场，情况属实，正在处置。', '已到场，正在了解情况。'],
  progress: ['仍在处置，现场可控。', '处置进行中，无新增情况。', '需继续处置，现场平稳。'],
  last: ['处置完毕，现场已恢复。', '已处置，双方无异议。', '处置完毕，撤离现场。'],
  declined: ['车辆故障，无法出动', '正在处理其他警情', '不属本单位职责，建议转派'],
} as const
