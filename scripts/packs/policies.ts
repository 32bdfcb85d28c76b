import type { ClockPolicy, Clocks } from '@liandong/shared/order/policy'

const S = 1000
const MIN = 60 * S
const H = 60 * MIN
const DAY = 24 * H

/**
 * Clocks of domain §1.4 (defaults [D]). Where the table has a range or a dash: arrival P1/P2 is the suburb's 10 min,
 * P4 "by appointment" and its dashes are a day, work days are counted as days until a calendar of work days exists.
 */
const BY_PRIORITY: Record<1 | 2 | 3 | 4, Clocks> = {
  1: { registerMs: 60 * S, dispatchMs: MIN, ackMs: MIN, turnoutMs: MIN, arrivalMs: 10 * MIN, firstFeedbackMs: 5 * MIN, progressMs: 15 * MIN, finishMs: 4 * H, reviewMs: DAY },
  2: { registerMs: 60 * S, dispatchMs: 2 * MIN, ackMs: 3 * MIN, turnoutMs: 3 * MIN, arrivalMs: 10 * MIN, firstFeedbackMs: 10 * MIN, progressMs: 30 * MIN, finishMs: DAY, reviewMs: DAY },
  3: { registerMs: 3 * MIN, dispatchMs: 10 * MIN, ackMs: 10 * MIN, turnoutMs: 15 * MIN, arrivalMs: 30 * MIN, firstFeedbackMs: 30 * MIN, progressMs: 2 * H, finishMs: 5 * DAY, reviewMs: 3 * DAY },
  4: { registerMs: 30 * MIN, dispatchMs: 2 * H, ackMs: H, turnoutMs: DAY, arrivalMs: DAY, firstFeedbackMs: DAY, progressMs: DAY, finishMs: 15 * DAY, reviewMs: 3 * DAY },
}

/** The district's one timing policy; the ladder climbs the acknowledge clock at ×1, ×3, ×5 (60/180/300 s for P1). */
export const clockPolicy = (): ClockPolicy => ({
  name: '默认时限（§1.4）',
  byPriority: BY_PRIORITY,
  ackLadder: [{ times: 1, whom: 'orgDuty' }, { times: 3, whom: 'orgLeader' }, { times: 5, whom: 'commander' }],
  archiveAfterMs: 30 * DAY,
})
