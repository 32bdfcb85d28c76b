import Type from 'typebox'
import { SIGNED_IN_BY } from '@liandong/shared/access/account'
import { ROLES } from '@liandong/shared/access/roles'
import { MASKS } from '@liandong/shared/kernel/decider'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'

const OrNull = <T extends Type.TSchema>(s: T) => Type.Union([s, Type.Null()])

export const Ok = Strict({ ok: Type.Literal(true) })

/** Who is signed in, with the rights of this moment: what a page needs to show the right things and nothing to prove it with. */
export const WhoAmI = Strict({
  person: OrNull(Type.String()), wall: OrNull(Type.String()), name: OrNull(Type.String()), login: OrNull(Type.String()), post: OrNull(Type.String()),
  roles: Type.Array(OneOf(ROLES)), mask: OrNull(OneOf(MASKS)), org: OrNull(Type.String()), areas: Type.Array(Type.String()),
  how: OneOf(SIGNED_IN_BY), session: Type.String(),
  /** When it ends at the latest, and when it ends if nobody touches it: UTC milliseconds of the server's real clock. */
  ends: Type.Number(), idleEnds: Type.Number(),
  secondFactor: Type.Boolean(), recoveryCodesLeft: Type.Integer(),
})

export const SessionsAnswered = Strict({
  sessions: Type.Array(Strict({
    id: Type.String(), own: Type.Boolean(), how: OneOf(SIGNED_IN_BY), created: Type.Number(), seen: Type.Number(), ends: Type.Number(),
    address: Type.String(), agent: Type.String(),
  })),
})

export const EndedAnswered = Strict({ ended: Type.Integer() })

/** Shown once: the secret as a picture to scan and as text to type. */
export const SecondFactorBegun = Strict({ uri: Type.String(), secret: Type.String() })
export const RecoveryCodes = Strict({ recoveryCodes: Type.Array(Type.String()) })

export const InviteLooked = Strict({
  purpose: OneOf(['set-up', 'enrol', 'reset'] as const), login: OrNull(Type.String()), name: OrNull(Type.String()),
  secondFactor: OneOf(['enrol', 'show', 'none'] as const), expires: Type.Number(),
})

/** The path holds the link's secret behind `#`; hand it over by a way only its owner reads. */
export const LinkAnswered = Strict({ path: Type.String(), expires: Type.Number() })
export const PersonMade = Strict({ person: Type.String(), link: OrNull(LinkAnswered) })
export const PersonChanged = Strict({ needsInvite: Type.Boolean() })

export const PeopleAnswered = Strict({
  total: Type.Integer(),
  people: Type.Array(Strict({
    id: Type.String(), login: OrNull(Type.String()), name: OrNull(Type.String()), roles: Type.Array(OneOf(ROLES)), post: Type.String(),
    orgId: Type.Optional(Type.String()), areaIds: Type.Array(Type.String()), active: Type.Boolean(), hasPassword: Type.Boolean(), hasSecondFactor: Type.Boolean(),
  })),
})
