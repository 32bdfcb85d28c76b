import Type from 'typebox'
import { Strict } from '@liandong/shared/kernel/schema'

const Detail = Type.Object({}, { additionalProperties: true })

/** What every door answers when it says no, and when something went wrong that nobody foresaw. */
export const Rejected = Strict({ rejected: Type.String(), detail: Detail })
export const Faulted = Strict({ fault: Type.String() })

/** The answers of a door: its own yes, everybody's no, and "not now" while something it needs is away. */
export const answers = <S extends Type.TSchema>(yes: S) => ({ 200: yes, '4xx': Rejected, 503: Rejected, '5xx': Faulted })

const Values = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))

/** Of one command; the form of `CommandAnswer`. `masked`: something personal in it was hidden before any rule saw it. */
export const CommandAnswered = Type.Union([
  Strict({ ok: Type.Literal(true), position: Type.Integer(), replayed: Type.Boolean(), answer: Values, masked: Type.Optional(Type.Boolean()) }),
  Strict({ ok: Type.Literal(false), rejected: Type.String(), detail: Values, masked: Type.Optional(Type.Boolean()) }),
  Strict({ ok: Type.Literal(false), fault: Type.String(), masked: Type.Optional(Type.Boolean()) }),
])

/** A command that can't be recorded now: what the door answered, under 503. */
export const CommandUnavailable = Type.Union([Rejected, ...CommandAnswered.anyOf])

/** One command's answer, or those of a list in its order. */
export const CommandsAnswered = Type.Union([...CommandAnswered.anyOf, Strict({ answers: Type.Array(CommandAnswered) })])

/** What a balancer needs; why not is for those who run the server. */
export const Readiness = Strict({ ready: Type.Boolean() })
export const ReadinessInside = Strict({ ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.String()) })

export const DistrictAnswered = Strict({
  district: Detail,
  layers: Type.Array(Strict({
    id: Type.String(), url: Type.String(), demoOnly: Type.Boolean(), label: Type.Union([Type.String(), Type.Null()]), labelEn: Type.Union([Type.String(), Type.Null()]),
  })),
})

/** States and events are the areas' own; here only what the page leans on. */
export const FileAnswered = Strict({
  incident: Detail, orders: Type.Array(Detail), alerts: Type.Array(Detail), truncated: Type.Boolean(),
  events: Type.Array(Type.Object({ position: Type.Integer(), at: Type.Number(), type: Type.String() }, { additionalProperties: true })),
})

export const DaysAnswered = Strict({ asOf: Type.Integer(), days: Type.Array(Type.Object({ day: Type.String() }, { additionalProperties: true })) })

const Minutes = Type.Union([Type.Number(), Type.Null()])
export const PhasesAnswered = Strict({
  asOf: Type.Integer(),
  phases: Type.Record(Type.String(), Strict({ n: Type.Integer(), p50Min: Minutes, p90Min: Minutes })),
})

export const ClockAnswered = Strict({ now: Type.Number(), rate: Type.Number() })
export const AccessAnswered = Strict({ tokens: Type.Record(Type.String(), Type.String()) })

export const PersonasAnswered = Strict({
  personas: Type.Array(Strict({
    name: Type.String(), roles: Type.Array(Type.String()), post: Type.String(), part: Type.Union([Strict({ name: Type.String(), nameEn: Type.String() }), Type.Null()]),
  })),
})
export const SignedInAnswered = Strict({ session: Type.String(), persona: Type.String() })
