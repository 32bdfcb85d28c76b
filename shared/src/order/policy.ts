import Type from 'typebox'
import { registryKind } from '../kernel/registry'
import { Line, OneOf, Strict } from '../kernel/schema'

const Ms = Type.Integer({ minimum: 1000, maximum: 60 * 86_400_000 })

/** Clocks of one priority, in milliseconds (domain §1.4; defaults of a pack, changeable as data). */
export const Clocks = Strict({
  registerMs: Ms,
  dispatchMs: Ms,
  ackMs: Ms,
  turnoutMs: Ms,
  arrivalMs: Ms,
  firstFeedbackMs: Ms,
  progressMs: Ms,
  finishMs: Ms,
  reviewMs: Ms,
})
export type Clocks = Type.Static<typeof Clocks>

/** Whom a step of a ladder reaches: a post of the ordered organisation or of the centre. */
export const LADDER_POSTS = ['orgDuty', 'orgLeader', 'dutyChief', 'commander', 'dutyLeader'] as const
export type LadderPost = (typeof LADDER_POSTS)[number]

/** A step is due when the clock it climbs has run `times` times over: ×1, ×3, ×5 of the acknowledge clock. */
export const LadderStep = Strict({ times: Type.Number({ minimum: 1, maximum: 100 }), whom: OneOf(LADDER_POSTS) })
export type LadderStep = Type.Static<typeof LadderStep>

/** The district's timing policy. Record id: `clocks`. */
export const ClockPolicy = Strict({
  name: Line(40),
  byPriority: Strict({ 1: Clocks, 2: Clocks, 3: Clocks, 4: Clocks }),
  /** Climbs the acknowledge clock of an order. Steps rise strictly. */
  ackLadder: Type.Array(LadderStep, { minItems: 1, maxItems: 8 }),
  /** A closed incident is archived after this. */
  archiveAfterMs: Ms,
  /** What is sealed about an archived incident is destroyed after this; 30 days where it isn't said (`PURGE_AFTER_MS`). */
  purgeSealedAfterMs: Type.Optional(Ms),
})
export type ClockPolicy = Type.Static<typeof ClockPolicy>
export const CLOCK_POLICY_ID = 'clocks'
export const policyKind = registryKind<ClockPolicy>('policy')
