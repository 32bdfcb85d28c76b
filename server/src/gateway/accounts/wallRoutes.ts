import Type from 'typebox'
import { DeviceName, DevicePlace } from '@liandong/shared/device/contract'
import { Id, OneOf, Strict } from '@liandong/shared/kernel/schema'
import { cookieInMemory, SESSION_COOKIE } from '../../features/access/cookies'
import { answers } from '../answers'
import type { App } from '../http'
import { Bucket } from '../rate'
import { byWhom, from, isRefusal, refuse, type AccountDoors } from './door'

export interface WallDoors extends AccountDoors {
  /** Monotonic milliseconds. */
  monotonic(): number
  /** Whose hall it is, shown by a screen that waits. */
  district: { name: string; nameEn: string }
}

/** Base64url without padding, of so many characters. */
const b64 = (length: number) => Type.String({ pattern: `^[A-Za-z0-9_-]{${length}}$` })
const Nonce = b64(43)
/** 64 bytes: ECDSA on P-256 as browsers give it. */
const Signature = b64(86)
/** SHA-256 of the next secret, as hex. */
const Link = Type.String({ pattern: '^[0-9a-f]{64}$' })
const PairingId = Type.String({ pattern: '^[A-Za-z0-9]{32}$' })
const TypedCode = Type.String({ minLength: 1, maxLength: 40 })

const BeginBody = Strict({ publicKey: Strict({ x: b64(43), y: b64(43) }), link: Link })
const StatusBody = Strict({ pairing: PairingId, nonce: Nonce, signature: Signature })
const ChallengeBody = Strict({ device: Id })
const SeatBody = Strict({ device: Id, nonce: Nonce, signature: Signature, secret: b64(43), link: Link })
const ApproveBody = Strict({ code: TypedCode, name: DeviceName, place: DevicePlace })

const Begun = Strict({ pairing: Type.String(), code: Type.String(), expires: Type.Number(), now: Type.Number(), nonce: Type.String(), district: Type.String(), districtEn: Type.String() })
const Status = Strict({ is: OneOf(['waiting', 'approved'] as const), nonce: Type.Optional(Type.String()), device: Type.Optional(Type.String()), expires: Type.Optional(Type.Number()) })
const Challenged = Strict({ nonce: Type.String() })
const Seated = Strict({ session: Type.String(), ends: Type.Number() })
const Looked = Strict({ address: Type.String(), agent: Type.String(), since: Type.Number(), expires: Type.Number() })
const Approved = Strict({ device: Type.String() })

/** From one address: a wall asks for a code every ten minutes, and while it waits once every few seconds. A hall may share an address. */
const perMinute = (max: number) => ({ config: { rateLimit: { max, timeWindow: '1 minute' } } })
const PAIRINGS = perMinute(20)
const PROOFS = perMinute(600)
/** New codes over all addresses, and proofs, each of which costs a signature. */
const IN_ALL = { pairings: { perSecond: 2, burst: 60 }, proofs: { perSecond: 100, burst: 400 } }
const TOO_FAST = { rejected: 'too-fast', detail: { retryAfterS: 1 } }

/** Doors by which a screen becomes a wall and proves that it is the one it was. The first four ask for no sign-in: a key is what they look at. */
export function addWallRoutes(app: App, d: WallDoors): void {
  const { walls } = d.access
  const budget = (b: { perSecond: number; burst: number }) => new Bucket(b.perSecond, b.burst, d.monotonic())
  const [pairings, proofs] = [budget(IN_ALL.pairings), budget(IN_ALL.proofs)]

  app.post('/api/walls/pairing', { ...PAIRINGS, schema: { body: BeginBody, response: answers(Begun) } }, async (req, reply) => {
    if (!pairings.take(d.monotonic())) return refuse(reply, TOO_FAST)
    const done = await walls.pairing.begin(req.body as Type.Static<typeof BeginBody>, from(req))
    return isRefusal(done) ? refuse(reply, done) : { ...done, now: Math.floor(d.now()), district: d.district.name, districtEn: d.district.nameEn }
  })
  app.post('/api/walls/pairing/status', { ...PROOFS, schema: { body: StatusBody, response: answers(Status) } }, async (req, reply) => {
    if (!proofs.take(d.monotonic())) return refuse(reply, TOO_FAST)
    const b = req.body as Type.Static<typeof StatusBody>
    const done = await walls.pairing.status(b.pairing, b.nonce, b.signature)
    return isRefusal(done) ? refuse(reply, done) : done
  })
  app.post('/api/walls/challenge', { ...PROOFS, schema: { body: ChallengeBody, response: answers(Challenged) } }, async (req, reply) => {
    if (!proofs.take(d.monotonic())) return refuse(reply, TOO_FAST)
    const { device } = req.body as Type.Static<typeof ChallengeBody>
    const nonce = await walls.challenge(device)
    return nonce === null ? refuse(reply, { rejected: 'unknown-device', detail: { device } }) : { nonce }
  })
  app.post('/api/walls/session', { ...PROOFS, schema: { body: SeatBody, response: answers(Seated) } }, async (req, reply) => {
    if (!proofs.take(d.monotonic())) return refuse(reply, TOO_FAST)
    const done = await walls.seat(req.body as Type.Static<typeof SeatBody>, from(req))
    if (isRefusal(done)) return refuse(reply, done)
    // On no disk: after a restart the wall proves its key again, and a copied disk holds no session.
    return reply.header('set-cookie', cookieInMemory(SESSION_COOKIE, done.token)).send({ session: done.id, ends: done.ends })
  })
  addApproval(app, d)
}

function addApproval(app: App, d: WallDoors): void {
  const { pairing } = d.access.walls
  app.post('/api/walls/look', { schema: { body: Strict({ code: TypedCode }), response: answers(Looked) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await pairing.look((req.body as { code: string }).code, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? { rejected: 'unauthorised' })
  })
  app.post('/api/walls', { schema: { body: ApproveBody, response: answers(Approved) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await pairing.approve(req.body as Type.Static<typeof ApproveBody>, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? { rejected: 'unauthorised' })
  })
}
